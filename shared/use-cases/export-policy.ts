import { type Assignment, hasEnded } from '#shared/domain/assignment';
import { DIRECTORY } from '#shared/domain/id';
import type { PolicyEntry } from '#shared/domain/policy/policy-entry';
import { toPolicySettings } from '#shared/domain/policy/policy-settings';
import type { Principal } from '#shared/domain/principal';
import { parentOf, type Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { Page, PageRequest, Ports } from '#shared/ports';
import { firstPosition, type Part, type Position, parts, readPosition, writePosition } from './export-position.ts';

type Needs = Pick<
  Ports,
  'resourceTree' | 'principalRecords' | 'roles' | 'roleRecords' | 'settingsRecords' | 'assignments' | 'now'
>;

/** What a look at one list has come to: what stands there, and where to look next; nothing when the part is over. */
interface Step {
  readonly entries: readonly PolicyEntry[];
  readonly next: Omit<Position, 'part'> | undefined;
}

/** So many looks at lists answer one page: it may be short, even empty, and still have a next one. */
const MOST_LOOKS = 100;

const steps: Readonly<Record<Part, (position: Position, limit: number, needs: Needs) => Promise<Step>>> = {
  resources: listResources,
  groups: listGroups,
  members: listMembers,
  roles: listRoles,
  settings: listSettings,
  overrides: listOverrides,
  assignments: listAssignments,
};
const following = (part: Part): Part | undefined => parts[parts.indexOf(part) + 1];

/**
 * The configuration of the organization, one page of it: places from the top down, groups, roles, their settings, and who
 * is assigned what; what is archived, has ended or is made up by Lapse stays out, and so do people. In an order that never
 * changes, so that what rests on something comes after it.
 *
 * @throws Refusal invalid_cursor
 */
export async function exportPolicy({ limit, cursor }: PageRequest, needs: Needs): Promise<Page<PolicyEntry>> {
  const items: PolicyEntry[] = [];
  let position: Position | undefined = cursor === undefined ? firstPosition : readPosition(cursor);
  for (let looks = 0; position && items.length < limit && looks < MOST_LOOKS; looks += 1) {
    const { part }: Position = position;
    const { entries, next } = await steps[part](position, limit - items.length, needs);
    items.push(...entries);
    const after = following(part);
    position = next ? { part, ...next } : after && { part: after };
  }
  return { items, ...(position ? { nextCursor: writePosition(position) } : {}) };
}

/** Level by level, each by a walk through the list, so that nothing comes before what it stands below. */
async function listResources(
  { depth = 1, found, outer }: Position,
  limit: number,
  { resourceTree }: Needs,
): Promise<Step> {
  const page = await resourceTree.list({}, { limit, cursor: outer });
  const here = page.items.filter(({ ancestors }) => ancestors.length === depth);
  const hasFound = found === true || here.length > 0;
  const entries = here.map(resourceEntry);
  if (page.nextCursor !== undefined) return { entries, next: { depth, outer: page.nextCursor, found: hasFound } };
  return { entries, next: hasFound ? { depth: depth + 1 } : undefined };
}

function resourceEntry(resource: Resource): PolicyEntry {
  const { id: resourceId, displayName, kind } = resource;
  const parent = parentOf(resource);
  const below = parent === undefined || parent === DIRECTORY ? {} : { parent };
  if (kind === 'directory') throw new Error('The directory is not below itself.');
  return { kind: 'resource', resourceId, facts: { kind, displayName, ...below } };
}

async function listGroups({ outer }: Position, limit: number, { principalRecords }: Needs): Promise<Step> {
  const page = await principalRecords.list({ kind: 'group' }, { limit, cursor: outer });
  return { entries: page.items.map(groupEntry), next: nextOuter(page) };
}

function groupEntry({ id: groupId, displayName, enabled }: Principal): PolicyEntry {
  return { kind: 'group', groupId, facts: { displayName, ...(enabled ? {} : { enabled }) } };
}

async function listMembers({ outer, inner }: Position, limit: number, { principalRecords }: Needs): Promise<Step> {
  const groups = await principalRecords.list({ kind: 'group' }, { limit: 1, cursor: outer });
  const [group] = groups.items;
  if (!group) return { entries: [], next: nextOuter(groups) };
  const members = await principalRecords.listMembers(group.id, { limit, cursor: inner });
  const entries = members.items.map(({ id }): PolicyEntry => ({ kind: 'member', groupId: group.id, principalId: id }));
  return { entries, next: within(outer, members, groups) };
}

async function listRoles({ outer }: Position, limit: number, { roleRecords }: Needs): Promise<Step> {
  const page = await roleRecords.list({}, { limit, cursor: outer });
  return { entries: page.items.map(roleEntry), next: nextOuter(page) };
}

function roleEntry({ id: roleId, displayName, description, privileged, enabled, provider }: Role): PolicyEntry {
  const facts = { displayName, description, privileged, ...(enabled ? {} : { enabled }), provider };
  return { kind: 'role', roleId, facts };
}

async function listSettings({ outer }: Position, limit: number, { roleRecords, roles }: Needs): Promise<Step> {
  const page = await roleRecords.list({}, { limit, cursor: outer });
  const places = await roles.findAtSeveral(page.items.map(({ id }) => ({ roleId: id, resourceId: DIRECTORY })));
  const own = places.flatMap((place) => (place && place.settings.version > 0 ? [settingsEntry(place.settings)] : []));
  return { entries: own, next: nextOuter(page) };
}

async function listOverrides({ outer, inner }: Position, limit: number, needs: Needs): Promise<Step> {
  const roles = await needs.roleRecords.list({}, { limit: 1, cursor: outer });
  const [role] = roles.items;
  if (!role) return { entries: [], next: nextOuter(roles) };
  const overrides = await needs.settingsRecords.listOverrides(role.id, { limit, cursor: inner });
  return { entries: overrides.items.map(settingsEntry), next: within(outer, overrides, roles) };
}

function settingsEntry({ roleId, resourceId, settings }: SettingsVersion): PolicyEntry {
  return { kind: 'settings', roleId, resourceId, settings: toPolicySettings(settings) };
}

async function listAssignments({ outer, inner }: Position, limit: number, needs: Needs): Promise<Step> {
  const roles = await needs.roleRecords.list({}, { limit: 1, cursor: outer });
  const [role] = roles.items;
  if (!role) return { entries: [], next: nextOuter(roles) };
  const now = needs.now();
  const assignments = await needs.assignments.list({ roleId: role.id }, { limit, cursor: inner });
  const lasting = assignments.items.filter((one) => !hasEnded(one, now));
  return { entries: lasting.map((one) => assignmentEntry(one, now)), next: within(outer, assignments, roles) };
}

function assignmentEntry(assignment: Assignment, now: string): PolicyEntry {
  const { roleId, resourceId, principalId, type, startsAt, endsAt, justification, ticket } = assignment;
  const facts = {
    ...(startsAt > now ? { from: startsAt } : {}),
    ...(endsAt === undefined ? {} : { until: endsAt }),
    justification,
    ...(ticket === undefined ? {} : { ticket }),
  };
  return { kind: 'assignment', roleId, resourceId, principalId, type, facts };
}

function nextOuter({ nextCursor }: Page<unknown>): Step['next'] {
  return nextCursor === undefined ? undefined : { outer: nextCursor };
}

/** First the rest of what is inside, then the next one outside. */
function within(outer: string | undefined, inside: Page<unknown>, outside: Page<unknown>): Step['next'] {
  if (inside.nextCursor === undefined) return nextOuter(outside);
  return { ...(outer === undefined ? {} : { outer }), inner: inside.nextCursor };
}
