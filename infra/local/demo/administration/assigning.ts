import * as v from 'valibot';
import { instantInWords } from '#shared/mail/instant-in-words';
import { graceSignedIn } from '../actors.ts';
import { refusal } from '../expectations.ts';
import type { Stage } from '../stage.ts';
import { StoryBroken } from '../story-broken.ts';
import { answered, done } from './answered.ts';
import type { Cast } from './cast.ts';

const by = graceSignedIn;
const Assignment = v.object({
  id: v.string(),
  principalId: v.string(),
  type: v.picklist(['eligible', 'active']),
  endsAt: v.optional(v.string()),
});
type Assignment = v.InferOutput<typeof Assignment>;
const Added = v.object({ results: v.tuple([v.object({ outcome: v.literal('added'), assignment: Assignment })]) });
const Warnings = v.object({ warnings: v.array(v.object({ code: v.string(), message: v.string() })) });

const lasting = ({ type, endsAt }: Assignment) => `${type} ${endsAt ? `until ${instantInWords(endsAt)}` : 'for good'}`;

/** Eligible through a group; and standing access that becomes an eligibility. */
export async function assign(stage: Stage, { group, role }: Cast): Promise<string> {
  const eligible = { principalIds: [group], roleId: role, type: 'eligible', justification: 'They run the databases' };
  const forGroup = await add(stage, eligible, 'the Database team is eligible');
  await stage.ask(
    { by, method: 'POST', path: '/v1/assignments', body: eligible, gist: 'the same once more' },
    refusal(409, 'assignment_overlaps'),
  );

  const standing = { ...eligible, principalIds: ['margaret'], type: 'active' };
  const held = await add(stage, standing, 'margaret holds it all day, as it used to be');
  const path = `/v1/assignments/${held.id}/make-eligible`;
  const warned = answered(200, Warnings, ({ warnings }) => warnings.map(({ message }) => message));
  await stage.ask({ by, method: 'POST', path, body: { dryRun: true }, gist: 'only asking' }, warned);
  await stage.ask({ by, method: 'POST', path, gist: 'nobody holds admin rights all day' }, warned);
  return forGroup.id;
}

/** Nobody can lock everybody out. */
export async function tryToLockOut(stage: Stage): Promise<void> {
  const { items } = await stage.ask(
    { by, method: 'GET', path: '/v1/assignments?principalId=grace&roleId=privileged-role-administrator' },
    answered(200, v.object({ items: v.array(Assignment) }), ({ items: found }) => found.map(lasting)),
  );
  const [own] = items;
  if (!own) throw new StoryBroken('grace holds no administrator role.');
  await stage.ask(
    { by, method: 'DELETE', path: `/v1/assignments/${own.id}`, gist: 'the last administrator' },
    refusal(409, 'last_administrator'),
  );
}

export async function remove(stage: Stage, id: string, gist: string): Promise<void> {
  await stage.ask({ by, method: 'DELETE', path: `/v1/assignments/${id}`, gist }, done);
}

async function add(stage: Stage, body: object, gist: string): Promise<Assignment> {
  const { results } = await stage.ask(
    { by, method: 'POST', path: '/v1/assignments', body, gist },
    answered(201, Added, ({ results: [{ assignment }] }) => [lasting(assignment)]),
  );
  return results[0].assignment;
}
