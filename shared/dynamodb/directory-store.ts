import type { Assignment } from '#shared/domain/assignment';
import type { Actor, EventType, SubjectKind } from '#shared/domain/audit-event';
import type { Membership, Principal } from '#shared/domain/principal';
import type { Directory, NewId, Now } from '#shared/ports';
import { eventWrite } from './events.ts';
import { indexKeys, keys } from './keys.ts';
import { identityHash } from './principal-store.ts';
import type { Table, Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

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
        principalWrites(forms, principal),
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
        memberWrites(forms, membership),
        'group.member_added',
        { kind: 'group_member', id: `${membership.groupId}:${membership.principalId}` },
        1,
        actor,
        { ...membership },
      ),
    addRole: (role, actor) =>
      add(
        [forms.putNew(keys.role(role.id), 'role', role)],
        'role.added',
        { kind: 'role', id: role.id },
        role.revision,
        actor,
        { ...role },
      ),
    addResource: (resource, actor) =>
      add(
        [forms.putNew(keys.resource(resource.id), 'resource', resource)],
        'resource.added',
        { kind: 'resource', id: resource.id },
        resource.revision,
        actor,
        { ...resource },
      ),
    addSettings: (settings, actor) =>
      add(
        [forms.putNew(keys.settings(settings.roleId, settings.resourceId), 'settings', settings)],
        'role.settings_changed',
        { kind: 'role_settings', id: `${settings.roleId}:${settings.resourceId}` },
        settings.version,
        actor,
        { ...settings },
      ),
    addAssignment: (assignment, actor) =>
      add(
        [assignmentWrite(forms, assignment)],
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

/** A principal and, where it signs in, the one binding of its issuer and subject. */
export function principalWrites(forms: WriteForms, principal: Principal): Write[] {
  const { id, issuer, subject } = principal;
  const profile = forms.putNew(keys.principal(id), 'principal', principal);
  if (issuer === undefined || subject === undefined) return [profile];
  return [profile, forms.putNew(keys.identity(identityHash(issuer, subject)), 'identity', { principalId: id })];
}

/** An assignment in its holder's partition, listed under its role. */
export function assignmentWrite(forms: WriteForms, assignment: Assignment): Write {
  const { id, principalId, roleId, type, createdAt } = assignment;
  return forms.putNew(keys.assignment(principalId, id), 'assignment', {
    ...assignment,
    ...indexKeys.role('ASSIGNMENT', roleId, `${type}#${createdAt}#${id}`),
  });
}

/** A membership stands in the member's partition and in the group's list, so that both can be read at once. */
function memberWrites(forms: WriteForms, membership: Membership): Write[] {
  const { principalId, groupId } = membership;
  return [
    forms.putNew(keys.membership(principalId, groupId), 'membership', membership),
    forms.putNew(keys.member(groupId, principalId), 'member', { principalId, groupId }),
  ];
}
