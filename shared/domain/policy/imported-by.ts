import * as v from 'valibot';
import type { AuditEvent } from '../audit-event.ts';
import { Id } from '../id.ts';
import { ImportedEntry, loweredBy } from './imported-entry.ts';

const Lowering = v.object({
  roleId: Id,
  resourceId: Id,
  lowered: v.exactOptional(v.array(v.object({ message: v.string() })), []),
});
const Joined = v.object({ groupId: Id, principalIds: v.array(Id) });

/** What an import has added, by the events of its entries, in their order. */
export function importedBy(importId: string, events: readonly AuditEvent[]): ImportedEntry[] {
  return events.filter(({ actor }) => actor.importId === importId).flatMap(entriesOf);
}

function entriesOf({ type, subject, details }: AuditEvent): ImportedEntry[] {
  switch (type) {
    case 'resource.added':
      return [{ kind: 'resource', resourceId: subject.id }];
    case 'principal.added':
      return [{ kind: 'group', groupId: subject.id }];
    case 'role.added':
      return [{ kind: 'role', roleId: subject.id }];
    case 'group.member_added': {
      const { groupId, principalIds } = v.parse(Joined, details);
      return principalIds.map((principalId) => ({ kind: 'member', groupId, principalId }));
    }
    case 'role.settings_changed':
      return [settingsOf(details)];
    case 'assignment.added':
      return [v.parse(ImportedEntry, { ...details, kind: 'assignment' })];
    default:
      return [];
  }
}

function settingsOf(details: unknown): ImportedEntry {
  const { roleId, resourceId, lowered } = v.parse(Lowering, details);
  return { kind: 'settings', roleId, resourceId, ...loweredBy(lowered.map(({ message }) => message)) };
}
