import type { Actor, EventType, SubjectKind } from '#shared/domain/audit-event';
import type { Directory, NewId, Now } from '#shared/ports';
import {
  firstSettingsWrites,
  newAssignmentWrites,
  newMemberWrites,
  newPrincipalWrites,
  roleItem,
} from './directory-items.ts';
import { eventWrite } from './events.ts';
import { keys } from './keys.ts';
import { newResourceWrites } from './resource-tree-store.ts';
import type { Table, Write } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Writes the organization down in DynamoDB, each addition with its audit event. */
export function directoryStore({ table, tableName, newId, now }: Needs): Directory {
  const forms = writesFor(tableName);
  const add = (
    writes: Write[],
    type: EventType,
    subject: { kind: SubjectKind; id: string },
    seq: number,
    actor: Actor,
    details: Record<string, unknown>,
  ) => table.write([...writes, eventWrite(forms, newId, { type, actor, details }, subject, seq, now())]);

  return {
    addPrincipal: (principal, actor) =>
      add(
        newPrincipalWrites(forms, principal),
        'principal.added',
        { kind: 'principal', id: principal.id },
        principal.revision,
        actor,
        {
          kind: principal.kind,
          displayName: principal.displayName,
        },
      ),
    addMember: (membership, actor) =>
      add(
        newMemberWrites(forms, membership),
        'group.member_added',
        { kind: 'group_member', id: `${membership.groupId}:${membership.principalId}` },
        1,
        actor,
        { ...membership },
      ),
    addRole: (role, actor) =>
      add(
        [forms.putNew(keys.role(role.id), 'role', roleItem(role))],
        'role.added',
        { kind: 'role', id: role.id },
        role.revision,
        actor,
        { ...role },
      ),
    addResource: (resource, actor) =>
      add(
        newResourceWrites(tableName, resource),
        'resource.added',
        { kind: 'resource', id: resource.id },
        resource.revision,
        actor,
        { ...resource },
      ),
    addSettings: (settings, actor) =>
      add(
        firstSettingsWrites(forms, settings),
        'role.settings_changed',
        { kind: 'role_settings', id: `${settings.roleId}:${settings.resourceId}` },
        settings.version,
        actor,
        { ...settings },
      ),
    addAssignment: (assignment, actor) =>
      add(
        newAssignmentWrites(forms, assignment),
        'assignment.added',
        { kind: 'assignment', id: assignment.id },
        assignment.revision,
        actor,
        {
          ...assignment,
        },
      ),
  };
}
