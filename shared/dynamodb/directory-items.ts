import type { Assignment } from '#shared/domain/assignment';
import { assignmentDueAt } from '#shared/domain/assignment-due';
import type { PersonKey } from '#shared/domain/person';
import type { Membership, Principal } from '#shared/domain/principal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { SettingsVersion } from '#shared/domain/role-settings';
import { STANDING } from './administrator-count.ts';
import { type FoundList, indexKeys } from './index-keys.ts';
import { type Key, keys } from './keys.ts';
import { identityHash } from './principal-store.ts';
import type { Item, Write } from './table.ts';
import { UNUSED } from './use-attributes.ts';
import type { WriteForms } from './writes.ts';

/*
 * The nouns of the organization as they are stored: the fields of their schemas, and the keys of the lists they appear in.
 */

export function principalItem(principal: Principal, isStanding = false): Item {
  return { ...principal, [STANDING]: isStanding, [UNUSED]: true, ...listedAs('PRINCIPALS', principal) };
}

export function roleItem(role: Role): Item {
  return { ...role, ...(role.builtIn ? {} : { [UNUSED]: true }), ...listedAs('ROLES', role) };
}

/** In the list of all, and found by name and address. */
function listedAs(list: FoundList, record: Principal | Role | Resource): Item {
  return { ...indexKeys.all(list, record.id), ...indexKeys.found(list, record) };
}

/** `children` counts what stands directly below; not part of the resource as the rules see it. */
export function resourceItem(resource: Resource): Item {
  return { ...resource, children: 0, [UNUSED]: true, ...listedAs('RESOURCES', resource) };
}

/** In its holder's partition, listed under its role and among all assignments, and due as long as it has an end. */
export function assignmentItem(assignment: Assignment): Item {
  const { id, roleId, type, createdAt } = assignment;
  const due = assignmentDueAt(assignment);
  return {
    ...assignment,
    ...indexKeys.ofRole('ASSIGNMENT', roleId, `${type}#${createdAt}#${id}`),
    ...indexKeys.assignment(id),
    ...(due === undefined ? {} : indexKeys.due(id, due)),
  };
}

/** A new principal and, where it signs in, the one binding of its issuer and subject. */
export function newPrincipalWrites(forms: WriteForms, principal: Principal, isStanding = false): Write[] {
  const { id, issuer, subject } = principal;
  const profile = forms.putNew(keys.principal(id), 'principal', principalItem(principal, isStanding));
  const person = personWrites(forms, principal);
  if (issuer === undefined || subject === undefined) return [profile, ...person];
  const identity = forms.putNew(keys.identity(identityHash(issuer, subject)), 'identity', { principalId: id });
  return [profile, identity, ...person];
}

/** By this the accounts of a person are found; the one of an earlier person goes. */
export function personWrites(forms: WriteForms, { id, personId }: PersonKey, before?: PersonKey): Write[] {
  const earlier = before?.personId === personId ? undefined : before?.personId;
  return [
    ...(earlier === undefined ? [] : [forms.remove(keys.personAccount(earlier, id))]),
    ...(personId === undefined ? [] : [forms.put(keys.personAccount(personId, id), 'person_account', { id })]),
  ];
}

/**
 * A new assignment, the pointer by which it is found when only its id is known, and the count of its kind: whoever adds one
 * at the same time, having looked for overlapping ones before, is refused as Stale.
 *
 * @param expecting the count when overlapping assignments were looked for; absent where nobody looked
 */
export function newAssignmentWrites(forms: WriteForms, assignment: Assignment, expecting?: number): Write[] {
  const { id, principalId } = assignment;
  return [
    forms.putNew(keys.assignment(principalId, id), 'assignment', assignmentItem(assignment)),
    forms.putNew(keys.assignmentHolder(id), 'assignment_holder', { principalId }),
    forms.count(slotKey(assignment), 'assignment_slot', expecting),
  ];
}

/** What two assignments have in common that must not overlap. */
export function slotKey({ principalId, type, roleId, resourceId }: Assignment): Key {
  return keys.assignmentSlot(principalId, type, roleId, resourceId);
}

/** A membership stands in the member's partition and in the group's list, so that both can be read at once. */
export function newMemberWrites(forms: WriteForms, membership: Membership): Write[] {
  const { principalId, groupId } = membership;
  return [
    forms.putNew(keys.membership(principalId, groupId), 'membership', membership),
    forms.putNew(keys.member(groupId, principalId), 'member', { principalId, groupId }),
  ];
}

/** Both places of a membership, emptied. */
export function removeMemberWrites(forms: WriteForms, groupId: string, principalId: string): Write[] {
  return [forms.remove(keys.membership(principalId, groupId)), forms.remove(keys.member(groupId, principalId))];
}

/** What is read with every request: what changed with a version stands in its history alone. */
export function inForce({ changes: _changes, ...version }: SettingsVersion): Omit<SettingsVersion, 'changes'> {
  return version;
}

/** The first settings of a role at a node: in force, and as the first of their history. */
export function firstSettingsWrites(forms: WriteForms, version: SettingsVersion): Write[] {
  const { roleId, resourceId } = version;
  return [
    forms.putNew(keys.settings(roleId, resourceId), 'settings', inForce(version)),
    forms.putNew(keys.settingsVersion(roleId, resourceId, version.version), 'settings_version', version),
  ];
}
