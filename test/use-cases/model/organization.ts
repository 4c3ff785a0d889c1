import { demonstration } from '#shared/domain/audit-event';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings } from '#shared/domain/role-settings';
import type { WantedSettings } from '#shared/domain/settings-wish';
import type { Caller } from '#shared/use-cases/caller';
import {
  ada,
  alan,
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  principal,
  role,
  userEntry,
} from '#test/support/found-organization';
import { createWorld, type World } from '#test/support/world';
import type { PersonName, RoleName, SettingsName } from './step.ts';

const HUMAN = 'person_ada';
const PLAIN = 'plain-administrator';
/** ada's second account, eligible and an approver like anybody else. */
const adasOther = principal('ada_admin', { personId: HUMAN });

export const accounts = { ada, adasOther, grace, alan, margaret, mallory } satisfies Record<PersonName, object>;
export const roleIds = {
  exchange: EXCHANGE,
  plain: PLAIN,
  administrator: PRIVILEGED_ROLE_ADMINISTRATOR,
} satisfies Record<RoleName, string>;

/** A world of its own with everybody in it; whoever opens it closes it. */
export async function openModel(): Promise<World> {
  const world = await createWorld();
  await foundOrganization(world);
  const { directory, principalRecords } = world;
  await directory.addPrincipal(adasOther, demonstration);
  await principalRecords.change({ ...ada, personId: HUMAN, revision: 2 }, ada, {
    events: [{ type: 'principal.changed', actor: demonstration, details: { personId: HUMAN } }],
    added: [],
    removed: [],
    endings: [],
  });
  for (const [id, ...ancestors] of [
    ['wing', '/'],
    ['unit', 'wing', '/'],
  ] as const)
    await directory.addResource(
      { id, displayName: id, kind: 'organizational_unit', ancestors: [...ancestors], revision: 1 },
      demonstration,
    );
  await directory.addRole(role(PLAIN), demonstration);
  for (const [holder, roleId] of [
    [adasOther, EXCHANGE],
    [ada, PLAIN],
    [operators, PLAIN],
    [alan, PRIVILEGED_ROLE_ADMINISTRATOR],
  ] as const)
    await directory.addAssignment(assignment(holder, roleId, 'eligible'), demonstration);
  return world;
}

/** Somebody with a second factor; whether they may administer is asked where routes are, not here. */
export async function callerOf(world: World, id: string): Promise<Caller> {
  const view = await world.principals.view(id);
  if (!view) throw new Error(`${id} is not in this world.`);
  return {
    view,
    session: { mfa: true, authenticatedAt: world.now() },
    origin: { ip: '192.0.2.1', userAgent: 'model' },
  };
}

const people = [userEntry(grace), userEntry(alan), userEntry(ada), userEntry(adasOther)];
const changes: Record<SettingsName, Partial<WantedSettings>> = {
  'two yeses': approval({ approvers: people, quorum: 2 }),
  'no approval': approval({ required: false }),
  'requester among them': approval({ approvers: people }),
  'a group': approval({ approvers: [groupEntry(operators), userEntry(grace)] }),
  'a role': approval({
    approvers: [{ kind: 'role', id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' }],
  }),
  'signing in': { decisionMode: 'signIn' },
  short: { maximumDurationMinutes: 30, approval: { ...exchangeSettings.approval, windowMinutes: 30 } },
  'break-glass': { breakGlass: { principals: [userEntry(margaret)], maximumDurationMinutes: 30 } },
};

/** Settings by their name, for Exchange. */
export function settingsOf(name: SettingsName): WantedSettings {
  return { ...defaultSettings, ...exchangeSettings, ...changes[name] };
}
