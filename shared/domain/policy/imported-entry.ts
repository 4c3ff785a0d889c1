import * as v from 'valibot';
import { Id } from '../id.ts';
import type { PolicyEntry } from './policy-entry.ts';

/** What an import has added, as its event says it: enough to tell people, whatever has become of it since. */
export const ImportedEntry = v.variant('kind', [
  v.object({ kind: v.literal('resource'), resourceId: Id }),
  v.object({ kind: v.literal('group'), groupId: Id }),
  v.object({ kind: v.literal('member'), groupId: Id, principalId: Id }),
  v.object({ kind: v.literal('role'), roleId: Id }),
  v.object({
    kind: v.literal('settings'),
    roleId: Id,
    resourceId: Id,
    /** What protects less than before, in words. */
    lowered: v.exactOptional(v.string()),
  }),
  v.object({
    kind: v.literal('assignment'),
    roleId: Id,
    resourceId: Id,
    principalId: Id,
    type: v.picklist(['eligible', 'active']),
  }),
]);
export type ImportedEntry = v.InferOutput<typeof ImportedEntry>;

/** Which entry it is, without what it says. */
export function nameOf(entry: PolicyEntry): ImportedEntry {
  switch (entry.kind) {
    case 'resource':
      return { kind: entry.kind, resourceId: entry.resourceId };
    case 'group':
      return { kind: entry.kind, groupId: entry.groupId };
    case 'member':
      return { kind: entry.kind, groupId: entry.groupId, principalId: entry.principalId };
    case 'role':
      return { kind: entry.kind, roleId: entry.roleId };
    case 'settings':
      return { kind: entry.kind, roleId: entry.roleId, resourceId: entry.resourceId };
    case 'assignment': {
      const { kind, roleId, resourceId, principalId, type } = entry;
      return { kind, roleId, resourceId, principalId, type };
    }
  }
}

/** An event is an item of the table, and 500 entries are in it (DynamoDB: 400 KB). */
const MOST_CHARACTERS = 200;

/** What settings of an entry lower, by the messages that say so, short enough to stand in the event of the import. */
export function loweredBy(messages: readonly string[]): { lowered?: string } {
  if (messages.length === 0) return {};
  return { lowered: messages.join(' ').slice(0, MOST_CHARACTERS).toWellFormed() };
}
