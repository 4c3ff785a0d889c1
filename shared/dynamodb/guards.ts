import type { Guard } from '#shared/ports';
import { keys } from './keys.ts';
import type { Write } from './table.ts';
import type { WriteForms } from './writes.ts';

/** Demands all of them; what two rights rest on alike is demanded once, because a transaction touches an item only once. */
export function guardWrites(forms: WriteForms, guards: readonly Guard[]): Write[] {
  const distinct = new Map(guards.map((guard) => [JSON.stringify(Object.entries(guard).sort()), guard]));
  return [...distinct.values()].map((guard) => guardWrite(forms, guard));
}

/** Demands in the transaction what was true when it was read: that a right used for a change still exists. */
function guardWrite(forms: WriteForms, guard: Guard): Write {
  switch (guard.kind) {
    case 'principal_enabled':
      return forms.check(keys.principal(guard.principalId), { enabled: true });
    case 'assignment':
      return forms.check(keys.assignment(guard.principalId, guard.assignmentId), { revision: guard.revision });
    case 'membership':
      return forms.check(keys.membership(guard.principalId, guard.groupId), { groupId: guard.groupId });
    case 'role_enabled':
      return forms.check(keys.role(guard.roleId), { enabled: true });
    case 'settings': {
      const key = keys.settings(guard.roleId, guard.resourceId);
      return guard.version === 0
        ? forms.checkAbsentOr(key, { takenBack: true })
        : forms.check(key, { version: guard.version });
    }
    case 'held_activation':
      return forms.check(keys.openActivation(guard.principalId, guard.roleId, guard.resourceId), {
        activationId: guard.activationId,
        status: 'active',
      });
  }
}
