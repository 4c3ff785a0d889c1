import { decomposePolicy } from '#shared/domain/policy/decompose-policy';
import { type ImportedEntry, loweredBy } from '#shared/domain/policy/imported-entry';
import type { PolicyDocument } from '#shared/domain/policy/policy-document';
import type { PolicyEntry, PolicyEntryOf } from '#shared/domain/policy/policy-entry';
import { Refusal, violation } from '#shared/domain/refusal';
import { actorOf, type Caller } from './caller.ts';
import { type EntryResult, type EntryResults, entryResults } from './entry-results.ts';
import { findProtected } from './find-protected.ts';
import { importFinished } from './finish-import.ts';
import { withAdditions } from './import-rehearsal.ts';
import { importTime } from './import-time.ts';
import { inStages } from './policy-stages.ts';
import { someAtATime } from './some-at-a-time.ts';
import { takeMembers } from './take-members.ts';
import {
  type PolicyImport,
  type PolicyNeeds,
  type Taken,
  takeAssignment,
  takeGroup,
  takeResource,
  takeRole,
  takeSettings,
} from './take-policy-entry.ts';

/** Most entries of one import. */
export const MOST_ENTRIES = 500;
const AT_ONCE = 8;

/**
 * Adds what a document says and is not there yet, each entry by the rules and with the event of a single call, so that one
 * that is refused keeps none of the others; what is there otherwise stays as it is. Nothing of who administers Lapse is
 * reached. Sent again it goes on where it broke off. One event, and one mail to each who is told, besides.
 *
 * @param dryRun with what it would have added so far, later entries are judged
 * @throws Refusal invalid_input for more entries than are taken at once, and templates that are not there
 */
export async function importPolicy(
  document: PolicyDocument,
  caller: Caller,
  needs: PolicyNeeds,
  dryRun = false,
): Promise<EntryResult[]> {
  const entries = decomposePolicy(document);
  if (entries.length > MOST_ENTRIES) throw tooMany(entries.length);
  const underWay = underWayOf(document, caller, needs);
  let began: Promise<void> | undefined;
  const results = entryResults(entries);
  const policy: PolicyImport = {
    caller: { ...caller, importId: underWay.id },
    needs: dryRun ? withAdditions(needs) : needs,
    protection: await findProtected(needs),
    begin: () => {
      if (!dryRun) began ??= needs.imports.begin(underWay);
      return began ?? Promise.resolve();
    },
    refuseWhenLate: importTime(needs),
  };
  for (const stage of await inStages(entries, policy.needs))
    await someAtATime(stage, AT_ONCE, (lane) => takeLane(lane, results, policy));
  const all = results.all();
  const refused = all.filter(({ outcome }) => outcome === 'refused').length;
  const added = all.filter(({ outcome }) => outcome === 'created').map(addedBy);
  if (began) await needs.imports.finish(underWay, importFinished(underWay, { entries: added, refused }));
  return all;
}

function underWayOf({ owner }: PolicyDocument, caller: Caller, { newId, now }: PolicyNeeds) {
  const id = newId('import');
  return { id, actor: actorOf({ ...caller, importId: id }), beganAt: now(), ...(owner === undefined ? {} : { owner }) };
}

function tooMany(count: number): Refusal {
  const message = `body: at most ${MOST_ENTRIES} entries are imported at once, and these are ${count}; send them in parts`;
  return new Refusal('invalid_input', {
    violations: [{ ...violation('body', 'invalid_input'), limit: MOST_ENTRIES, unit: 'items', message }],
  });
}

function addedBy({ entry, warnings = [] }: EntryResult): ImportedEntry {
  const messages = warnings.flatMap(({ code, message }) => (code === 'protection_lowered' ? [message] : []));
  return entry.kind === 'settings' ? { ...entry, ...loweredBy(messages) } : entry;
}

/** One after the other: they rest on each other, or would meet on the same item. */
async function takeLane(lane: readonly PolicyEntry[], results: EntryResults, policy: PolicyImport): Promise<void> {
  const members = lane.filter((entry) => entry.kind === 'member');
  const [member] = members;
  if (member) await takeAll(member.groupId, members, results, policy);
  for (const entry of lane) if (entry.kind !== 'member') await results.note(entry, () => take(entry, policy));
}

async function take(entry: Exclude<PolicyEntry, { kind: 'member' }>, policy: PolicyImport): Promise<Taken> {
  policy.refuseWhenLate();
  switch (entry.kind) {
    case 'resource':
      return takeResource(entry, policy);
    case 'group':
      return takeGroup(entry, policy);
    case 'role':
      return takeRole(entry, policy);
    case 'settings':
      return takeSettings(entry, policy);
    case 'assignment':
      return takeAssignment(entry, policy);
  }
}

async function takeAll(
  groupId: string,
  members: readonly PolicyEntryOf<'member'>[],
  results: EntryResults,
  policy: PolicyImport,
) {
  const distinct = members.filter((entry) => !results.isRepeated(entry));
  const taken = await takeMembers(groupId, distinct, policy);
  for (const entry of members)
    await results.note(entry, async () => {
      const result = taken[distinct.indexOf(entry)];
      if (!result || result instanceof Refusal) throw result ?? new Refusal('import_named_twice');
      return result;
    });
}
