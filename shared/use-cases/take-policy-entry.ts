import {
  assignmentDifferences,
  groupDifferences,
  resourceDifferences,
  roleDifferences,
} from '#shared/domain/policy/compare-policy';
import type { PolicyEntryOf } from '#shared/domain/policy/policy-entry';
import { toSettingsPatch } from '#shared/domain/policy/policy-settings';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import type { SettingsWarning } from '#shared/domain/settings-rules';
import { patching } from '#shared/domain/settings-wish';
import type { Ports } from '#shared/ports';
import { assignRole } from './assign-role.ts';
import { actorOf, type Caller } from './caller.ts';
import { judgeSettings } from './change-settings.ts';
import { createPrincipal } from './create-principal.ts';
import type { Protected } from './find-protected.ts';
import { createRole } from './keep-roles.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { createResource } from './shape-tree.ts';
import { storeSettings } from './store-settings.ts';

export type PolicyNeeds = Pick<
  Ports,
  | 'activations'
  | 'assignments'
  | 'authenticationContexts'
  | 'directory'
  | 'principals'
  | 'principalRecords'
  | 'removals'
  | 'resourceTree'
  | 'roleRecords'
  | 'roles'
  | 'settingsRecords'
  | 'imports'
  | 'newId'
  | 'now'
>;

/** An import that is under way. */
export interface PolicyImport {
  readonly caller: Caller;
  readonly needs: PolicyNeeds;
  readonly protection: Protected;
  /** Has to be called before anything is added: whoever is to be told is told from then on, whatever happens. */
  readonly begin: () => Promise<void>;
  /** Refuses what could not be answered in time any more. */
  readonly refuseWhenLate: () => void;
}

/** What an entry has come to; `fields`: in what is there another. */
export interface Taken {
  readonly outcome: 'created' | 'same' | 'differs';
  readonly fields?: readonly string[];
  readonly warnings?: readonly SettingsWarning[];
}

const created: Taken = { outcome: 'created' };
const compared = (fields: readonly string[]): Taken =>
  fields.length === 0 ? { outcome: 'same' } : { outcome: 'differs', fields };

/** @throws Refusal as a single call does */
export async function takeResource(entry: PolicyEntryOf<'resource'>, { caller, needs, begin }: PolicyImport) {
  const { resourceId: id, facts } = entry;
  const there = await needs.roles.findResource(id);
  if (there) return compared(resourceDifferences(entry, there));
  await begin();
  const { kind, displayName = id, parent: parentId } = facts;
  await createResource({ id, displayName, kind, parentId }, actorOf(caller), needs);
  return created;
}

/** @throws Refusal principal_exists for the id of somebody who is no group, and as a single call does */
export async function takeGroup(entry: PolicyEntryOf<'group'>, { caller, needs, begin }: PolicyImport) {
  const { groupId: id, facts } = entry;
  const there = await needs.principals.find(id);
  if (there && there.kind !== 'group') throw new Refusal('principal_exists');
  if (there) return compared(groupDifferences(entry, there));
  await begin();
  await createPrincipal({ displayName: id, ...facts, id, kind: 'group' }, caller, needs);
  return created;
}

/** A role that is not there is made where the document says what it is called: a slip in its id must not make another. */
export async function takeRole(entry: PolicyEntryOf<'role'>, { caller, needs, begin }: PolicyImport) {
  const { roleId: id, facts } = entry;
  const there = await needs.roles.find(id);
  if (there) return compared(roleDifferences(entry, there));
  const { displayName, ...others } = facts;
  if (displayName === undefined)
    throw new Refusal('role_not_found', { detail: `There is no role ${id}. To make one, give its displayName.` });
  await begin();
  await createRole({ ...others, id, displayName }, actorOf(caller), needs);
  return created;
}

/**
 * Gives a role settings of its own at a place that has none: those in force there, with what the document says. They become
 * the place's own also where they say nothing new, so that they stay when others above it change.
 *
 * @throws Refusal import_protected, and as a single call does
 */
export function takeSettings(entry: PolicyEntryOf<'settings'>, { caller, needs, protection, begin }: PolicyImport) {
  const { roleId, resourceId, settings } = entry;
  return retryWhenStale(async (): Promise<Taken> => {
    const wish = patching(toSettingsPatch(settings));
    const judged = await judgeSettings({ roleId, resourceId, wish }, caller, needs);
    if (judged.ownVersion > 0) return compared(judged.changes.map(({ field }) => field));
    if (protection.roles.has(roleId)) {
      if (judged.changes.length === 0) return compared([]);
      throw new Refusal('import_protected');
    }
    if (judged.resource.archived) throw new Refusal('resource_archived');
    refuseIfBroken(judged.violations);
    await begin();
    await storeSettings(judged, caller, needs);
    return judged.warnings.length > 0 ? { ...created, warnings: judged.warnings } : created;
  });
}

const UNSAID = 'Imported from a policy document';

/** @throws Refusal import_protected, and as a single call does */
export async function takeAssignment(
  entry: PolicyEntryOf<'assignment'>,
  { caller, needs, protection, begin }: PolicyImport,
): Promise<Taken> {
  const { roleId, resourceId, principalId, type, facts } = entry;
  const holder = await needs.assignments.findHolder(principalId);
  if (!holder) throw new Refusal('principal_not_found', { detail: nobody(principalId) });
  const now = needs.now();
  const differing = assignmentDifferences(entry, holder.assignments, now);
  if (differing) return compared(differing);
  if (protection.roles.has(roleId)) throw new Refusal('import_protected');
  await begin();
  const { from, until, justification = UNSAID, ticket } = facts;
  const [result] = await assignRole(
    {
      ...{ principalIds: [principalId], roleId, resourceId, type, justification },
      // What was to begin meanwhile begins at once.
      ...(from === undefined || from <= now ? {} : { startsAt: from }),
      ...(until === undefined ? { permanent: true } : { endsAt: until }),
      ...(ticket === undefined ? {} : { ticket }),
    },
    caller,
    needs,
  );
  if (result && 'refusal' in result) throw result.refusal;
  return created;
}

const nobody = (id: string) =>
  `There is no principal ${id}. Import people first, at /v1/principals/imports, or add it.`;
