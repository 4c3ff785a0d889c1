import type { Actor } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import type { RightEnding } from '#shared/domain/right-ending';
import { changedFields, changeRole, type Role, type RoleChanges } from '#shared/domain/role';
import type { EventDraft, Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { whateverThereIs } from './expectation.ts';
import { roleReach, withdrawOwnRequests } from './own-requests.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'roleRecords' | 'newId' | 'now'>;

export interface NewRole {
  /** Made up when absent. */
  readonly id?: string | undefined;
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly privileged?: boolean | undefined;
  /** Unless said otherwise. */
  readonly enabled?: boolean | undefined;
  readonly provider?: Role['provider'] | undefined;
}

/** One role. @throws Refusal role_not_found */
export async function showRole(id: string, { roles }: Pick<Ports, 'roles'>): Promise<Role> {
  const role = await roles.find(id);
  if (!role) throw new Refusal('role_not_found');
  return role;
}

/**
 * Writes down a role of the organization's own; privileged unless said otherwise, and enabled (ROL-1).
 *
 * @throws Refusal role_exists
 */
export function createRole(
  wanted: NewRole,
  actor: Actor,
  { roles, directory, newId }: Pick<Ports, 'roles' | 'directory' | 'newId'>,
): Promise<Role> {
  const role: Role = {
    id: wanted.id ?? newId('role'),
    displayName: wanted.displayName,
    description: wanted.description ?? '',
    privileged: wanted.privileged ?? true,
    builtIn: false,
    enabled: wanted.enabled ?? true,
    provider: wanted.provider ?? { kind: 'directory' },
    revision: 1,
  };
  return retryWhenStale(async () => {
    if (await roles.find(role.id)) throw new Refusal('role_exists');
    await directory.addRole(role, actor);
    return role;
  });
}

/**
 * Changes a role. Disabling it takes away everything that runs under it (ROL-1), enabling it gives nothing back; changing
 * nothing puts nothing on record. Requests of whoever switches a role that they wait for are withdrawn (T-59).
 *
 * @throws Refusal role_not_found | version_outdated | role_is_built_in
 */
export function updateRole(
  id: string,
  changes: RoleChanges,
  caller: Caller,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<Role> {
  return retryWhenStale(async () => {
    const role = await showRole(id, needs);
    expectation(role);
    const next = changeRole(role, changes);
    if (next === role) return role;
    if (isSwitched(role, next)) await withdrawOwnRequests(roleReach({ roleId: id }), caller, needs);
    const actor = actorOf(caller);
    const isDisabled = role.enabled && !next.enabled;
    const ending = isDisabled ? endingOf(role, actor, needs) : undefined;
    await needs.roleRecords.replace(next, role, eventOf(role, next, actor), ending);
    return next;
  });
}

/** Who holds it may be an approver by it, or not any more. */
function isSwitched(role: Role, next: Role): boolean {
  return role.enabled !== next.enabled || role.archived !== next.archived;
}

function endingOf({ id }: Role, actor: Actor, { newId, now }: Needs): RightEnding {
  return { id: newId('ending'), cause: { reason: 'role_disabled', roleId: id }, actor, at: now(), pages: 0 };
}

/** `changes` and `previous` hold the fields that changed, as they are now and as they were. */
function eventOf(role: Role, next: Role, actor: Actor): EventDraft {
  const fields = changedFields(role, next);
  const pick = (from: Role) => Object.fromEntries(fields.map((field) => [field, from[field]]));
  const switched = next.enabled ? ('role.enabled' as const) : ('role.disabled' as const);
  const type = role.enabled === next.enabled ? 'role.changed' : switched;
  return { type, actor, details: { changes: pick(next), previous: pick(role) } };
}
