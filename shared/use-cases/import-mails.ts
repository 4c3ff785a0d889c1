import { readImportDetails } from '#shared/domain/event-details';
import type { GainedRight } from '#shared/domain/gained-access';
import type { ImportedEntry } from '#shared/domain/policy/imported-entry';
import type { Principal } from '#shared/domain/principal';
import { renderMail } from '#shared/mail/templates';
import { listAdministrators } from './administrators.ts';
import { findRights } from './find-rights.ts';
import { type MailNeeds, type MailPlan, recipientsAmong } from './mail-draft.ts';
import { someAtATime } from './some-at-a-time.ts';
import type { MailEvent } from './tell-people.ts';

type Needs = Pick<MailNeeds, 'principals' | 'roles' | 'now'>;
type Assigned = Extract<ImportedEntry, { kind: 'assignment' }>;

const AT_ONCE = 8;

/**
 * The one mail an import brings to each who is told: to whoever gains by it, directly or through a group, all that they gain;
 * to the administrators all of it, whatever the settings of the roles say, because rules and people come together.
 */
export async function planImportMails(event: MailEvent, needs: MailNeeds): Promise<MailPlan> {
  const imported = readImportDetails(event.details);
  const [gaining, administrators] = await Promise.all([
    findGaining(imported.entries, needs),
    imported.entries.length > 0 ? listAdministrators(needs) : [],
  ]);
  const people = [...gaining.values()].map(({ person }) => person);
  const recipients = recipientsAmong([
    ['administrator', administrators],
    ['holder', people],
  ]);
  const drafts = recipients.map((recipient) => {
    const rights = gaining.get(recipient.id)?.rights ?? [];
    const facts = { at: event.at, actor: event.actor, rights, imported };
    return { recipient, write: () => renderMail('policy.imported', recipient.audience, facts) };
  });
  return { about: event.subject, drafts };
}

interface Gaining {
  readonly person: Principal;
  readonly rights: readonly GainedRight[];
}

/** By person, what they gained and still have. */
async function findGaining(entries: readonly ImportedEntry[], needs: Needs): Promise<Map<string, Gaining>> {
  const assigned = Map.groupBy(
    entries.filter((entry) => entry.kind === 'assignment'),
    ({ principalId }) => principalId,
  );
  const joined = Map.groupBy(
    entries.filter((entry) => entry.kind === 'member'),
    ({ groupId }) => groupId,
  );
  const found = await Promise.all([
    someAtATime([...assigned], AT_ONCE, ([id, own]) => gainingBy(id, own, needs)),
    someAtATime([...joined], AT_ONCE, ([groupId, members]) => {
      const ids = members.map(({ principalId }) => principalId);
      return gainingByJoining(groupId, ids, needs);
    }),
  ]);
  const gaining = new Map<string, Gaining>();
  for (const { person, rights } of found.flat(2)) {
    const before = gaining.get(person.id)?.rights ?? [];
    const known = new Set(before.map(({ assignment }) => assignment.id));
    const all = [...before, ...rights.filter(({ assignment }) => !known.has(assignment.id))];
    if (all.length > 0) gaining.set(person.id, { person, rights: all });
  }
  return gaining;
}

/** Whoever is assigned something, or the members of the group that is. */
async function gainingBy(id: string, assigned: readonly Assigned[], needs: Needs): Promise<Gaining[]> {
  const holder = await needs.principals.find(id);
  if (!holder?.enabled) return [];
  const rights = (await findRights(id, needs)).filter(({ assignment, groupName }) =>
    assigned.some(
      ({ roleId, resourceId, type }) =>
        groupName === undefined &&
        assignment.roleId === roleId &&
        assignment.resourceId === resourceId &&
        assignment.type === type,
    ),
  );
  return holder.kind === 'group' ? throughGroup(holder, rights, needs) : [{ person: holder, rights }];
}

/** Who joined a group gains all it has. */
async function gainingByJoining(groupId: string, ids: readonly string[], needs: Needs): Promise<Gaining[]> {
  const group = await needs.principals.find(groupId);
  if (!group?.enabled) return [];
  const all = await throughGroup(group, await findRights(groupId, needs), needs);
  return all.filter(({ person }) => ids.includes(person.id));
}

async function throughGroup(group: Principal, held: readonly GainedRight[], needs: Needs): Promise<Gaining[]> {
  const rights = held.map((right) => ({ ...right, groupName: group.displayName }));
  const members = await needs.principals.listMembers(group.id);
  return members.map((person) => ({ person, rights }));
}
