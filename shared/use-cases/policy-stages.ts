import { DIRECTORY } from '#shared/domain/id';
import type { PolicyEntry, PolicyEntryOf } from '#shared/domain/policy/policy-entry';
import { toSettingsPatch } from '#shared/domain/policy/policy-settings';
import type { Ports } from '#shared/ports';

/** Entries to be taken one after the other; the lanes of one stage may be taken at the same time. */
export type Lane = readonly PolicyEntry[];
type OfRole = PolicyEntryOf<'settings' | 'assignment'>;
type Depths = (resourceId: string) => number;

/**
 * The entries of an import in the order in which each finds what it rests on: places level by level, groups, their members,
 * roles, then role by role the settings and who is assigned it, approver roles before the roles they approve.
 */
export async function inStages(entries: readonly PolicyEntry[], needs: Pick<Ports, 'resourceTree'>): Promise<Lane[][]> {
  const of = <K extends PolicyEntry['kind']>(kind: K) =>
    entries.filter((entry): entry is PolicyEntryOf<K> => entry.kind === kind);
  const [resources, settings] = [of('resource'), of('settings')];
  const depthOf = await findDepths(resources, settings, needs);
  const members = Map.groupBy(of('member'), ({ groupId }) => groupId);
  return [
    ...byLevel(resources, ({ resourceId }) => depthOf(resourceId)).map(eachAlone),
    eachAlone(of('group')),
    [...members.values()],
    eachAlone(of('role')),
    ...roleByRole([...settings, ...of('assignment')], depthOf),
  ];
}

const eachAlone = (entries: readonly PolicyEntry[]): Lane[] => entries.map((entry) => [entry]);

/** Settings of a place are saved after those of the places above it, from which they take what they do not say. */
function roleByRole(entries: readonly OfRole[], depthOf: Depths): Lane[][] {
  const lanes = [...Map.groupBy(entries, ({ roleId }) => roleId)];
  const approvers = new Map(lanes.map(([roleId, lane]) => [roleId, lane.flatMap(approverRoles)]));
  return byLevel(lanes, ([roleId]) => distance(roleId, approvers)).map((level) =>
    level.map(([, lane]) => [...lane].sort((a, b) => placeInLane(a, depthOf) - placeInLane(b, depthOf))),
  );
}

function placeInLane({ kind, resourceId }: OfRole, depthOf: Depths): number {
  return kind === 'settings' ? depthOf(resourceId) : Number.POSITIVE_INFINITY;
}

function approverRoles(entry: OfRole): string[] {
  if (entry.kind !== 'settings') return [];
  const { approval } = toSettingsPatch(entry.settings);
  const approvers: unknown[] = Object(approval).approvers ?? [];
  return approvers.flatMap((one) => (Object(one).kind === 'role' ? [String(Object(one).id)] : []));
}

/** How many roles stand between a role and one nobody in the import approves; a circle counts once. */
function distance(
  roleId: string,
  approvers: ReadonlyMap<string, readonly string[]>,
  seen: readonly string[] = [],
): number {
  const before = (approvers.get(roleId) ?? []).filter((id) => approvers.has(id) && id !== roleId && !seen.includes(id));
  return Math.max(0, ...before.map((id) => 1 + distance(id, approvers, [...seen, roleId])));
}

async function findDepths(
  added: readonly PolicyEntryOf<'resource'>[],
  settings: readonly PolicyEntryOf<'settings'>[],
  { resourceTree }: Pick<Ports, 'resourceTree'>,
): Promise<Depths> {
  const parents = new Map(added.map(({ resourceId, facts }) => [resourceId, facts.parent ?? DIRECTORY]));
  const named = new Set([...settings.map(({ resourceId }) => resourceId), ...parents.values()]);
  const stored = await resourceTree.findSeveral([...named].filter((id) => id !== DIRECTORY && !parents.has(id)));
  const depths = new Map(stored.map(({ id, ancestors }) => [id, ancestors.length]));
  const depthOf = (id: string, seen: readonly string[] = []): number => {
    const parent = parents.get(id);
    if (parent === undefined || seen.includes(id)) return depths.get(id) ?? 0;
    return 1 + depthOf(parent, [...seen, id]);
  };
  return (id) => depthOf(id);
}

/** Lowest first. */
function byLevel<T>(items: readonly T[], levelOf: (item: T) => number): T[][] {
  return [...Map.groupBy(items, levelOf)].sort(([a], [b]) => a - b).map(([, level]) => level);
}
