import { hasEnded } from '#shared/domain/assignment';
import { DIRECTORY } from '#shared/domain/id';
import { administratorRoles } from '#shared/domain/role';
import type { RoleSettings } from '#shared/domain/role-settings';
import type { Ports } from '#shared/ports';

type Needs = Pick<Ports, 'roles' | 'principals' | 'settingsRecords' | 'now'>;

/** What no import reaches. */
export interface Protected {
  /** The administrator roles, and every role whose holders approve one of these. */
  readonly roles: ReadonlySet<string>;
  /** The groups that hold one of them or may activate it, approve it, or take it by break-glass. */
  readonly groups: ReadonlySet<string>;
}

const PAGE = 100;

/**
 * Finds everything by which somebody comes to administer Lapse, or to approve that somebody does: at whatever place, and
 * over as many roles as lead there.
 */
export async function findProtected(needs: Needs): Promise<Protected> {
  const roles = new Set(administratorRoles.map(({ id }) => id));
  const groups = new Set<string>();
  const holders = new Set<string>();
  // Roles that are found on the way are looked at in their turn.
  for (const roleId of roles) {
    const [settings, holding] = await Promise.all([listSettings(roleId, needs), listHolders(roleId, needs)]);
    for (const { approval, breakGlass } of settings)
      for (const { kind, id } of [...approval.approvers, ...breakGlass.principals]) {
        if (kind === 'role') roles.add(id);
        if (kind === 'group') groups.add(id);
      }
    for (const id of holding) holders.add(id);
  }
  const found = await needs.principals.findSeveral([...holders]);
  for (const { id, kind } of found) if (kind === 'group') groups.add(id);
  return { roles, groups };
}

/** Those in force at the directory and at every place that has its own. */
async function listSettings(roleId: string, { roles, settingsRecords }: Needs): Promise<RoleSettings[]> {
  const everywhere = await roles.findAt(roleId, DIRECTORY);
  const listed = everywhere ? [everywhere.settings.settings] : [];
  for (let cursor: string | undefined, isOver = false; !isOver; isOver = cursor === undefined) {
    const page = await settingsRecords.listOverrides(roleId, { limit: PAGE, cursor });
    listed.push(...page.items.map(({ settings }) => settings));
    cursor = page.nextCursor;
  }
  return listed;
}

async function listHolders(roleId: string, { roles, now }: Needs): Promise<string[]> {
  const types = ['active', 'eligible'] as const;
  const lists = await Promise.all(types.map((type) => roles.listAssignments(roleId, type)));
  return lists.flat().flatMap((one) => (hasEnded(one, now()) ? [] : [one.principalId]));
}
