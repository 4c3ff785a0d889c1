import * as v from 'valibot';
import { graceSignedIn } from '../actors.ts';
import { refusal } from '../expectations.ts';
import type { Stage } from '../stage.ts';
import { answered } from './answered.ts';
import { type Cast, ROLE_NAME } from './cast.ts';

const by = graceSignedIn;
const Role = v.object({ id: v.string(), displayName: v.string(), enabled: v.boolean() });
const Settings = v.object({ version: v.number(), settings: v.object({ maximumDurationMinutes: v.number() }) });
const Violation = v.object({ rule: v.string(), code: v.string(), message: v.string() });
const DryRun = v.object({ violations: v.pipe(v.array(Violation), v.minLength(1, 'nothing is wrong with it')) });

/** Two hours at most, without asking anybody. */
const RELAXED = { maximumDurationMinutes: 120 };
const approvers = [
  { kind: 'user', id: 'grace' },
  { kind: 'user', id: 'alan' },
];
const approval = { required: true, approvers, quorum: 1 };

/** A role of one's own, and rules that are checked when they are saved. */
export async function makeRole(stage: Stage, { role }: Cast): Promise<void> {
  const body = { id: role, displayName: ROLE_NAME, description: 'Owns the payment databases.' };
  await stage.ask(
    { by, method: 'POST', path: '/v1/roles', body, gist: ROLE_NAME },
    answered(201, Role, ({ displayName }) => [`role ${displayName}`]),
  );
  const path = `/v1/roles/${role}/settings`;
  const tooMany = { ...RELAXED, approval: { ...approval, quorum: 3 } };
  await stage.ask(
    { by, method: 'PUT', path: `${path}?dryRun=true`, body: tooMany, headers: ifMatch(0), gist: 'three yeses of two?' },
    answered(200, DryRun, ({ violations }) => violations.map(({ rule, message }) => `· ${rule}  ${message}`)),
  );
  await save(stage, path, RELAXED, 0, 'at most 2 hours, no approval');
  await stage.ask(
    { by, method: 'PUT', path, body: RELAXED, headers: ifMatch(0), gist: 'by somebody who read version 0' },
    refusal(412, 'version_outdated'),
  );
}

/** A tree of places: what is set further down counts there, as a whole. */
export async function makePlaces(stage: Stage, { role, unit, account }: Cast): Promise<void> {
  const Place = v.object({ id: v.string(), displayName: v.string(), kind: v.string() });
  const told = ({ kind, displayName }: v.InferOutput<typeof Place>) => [`${kind} ${displayName}`];
  const places = [
    { id: unit, kind: 'organizational_unit', displayName: 'Production' },
    { id: account, kind: 'account', displayName: 'Payments', parentId: unit },
  ];
  for (const body of places)
    await stage.ask(
      { by, method: 'POST', path: '/v1/resources', body, gist: body.displayName },
      answered(201, Place, told),
    );
  const strict = { maximumDurationMinutes: 30, approval };
  await save(
    stage,
    `/v1/roles/${role}/settings?resourceId=${account}`,
    strict,
    0,
    'in Payments: 30 minutes, and a second pair of eyes',
  );
}

/** From now on the whole role takes an approval; margaret may do without in an emergency. */
export async function tightenRules(stage: Stage, { role }: Cast): Promise<void> {
  const breakGlass = { principals: [{ kind: 'user', id: 'margaret' }], maximumDurationMinutes: 30 };
  const settings = { ...RELAXED, approval, breakGlass };
  await save(stage, `/v1/roles/${role}/settings`, settings, 1, 'approval for all; break-glass for margaret');
}

/** What only this telling needed is closed; disabling a role ends whatever runs under it. */
export async function closeRole(stage: Stage, { role }: Cast): Promise<void> {
  await stage.ask(
    { by, method: 'PATCH', path: `/v1/roles/${role}`, body: { enabled: false }, gist: 'disable' },
    answered(200, Role),
  );
}

async function save(stage: Stage, path: string, settings: object, version: number, gist: string): Promise<void> {
  await stage.ask(
    { by, method: 'PUT', path, body: settings, headers: ifMatch(version), gist },
    answered(200, Settings, ({ version: saved }) => [`version ${saved}`]),
  );
}

function ifMatch(version: number) {
  return { 'if-match': `"${version}"` };
}
