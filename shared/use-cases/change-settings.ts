import type { Activation } from '#shared/domain/activation';
import type { FieldChange } from '#shared/domain/change';
import { Refusal, refuseIfBroken, type Violation } from '#shared/domain/refusal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { RoleSettings, SettingsVersion } from '#shared/domain/role-settings';
import {
  evaluateSettings,
  type SettingsWarning,
  settingsChanges,
  warnOfChange,
  warnOfSettings,
} from '#shared/domain/settings-rules';
import type { SettingsWish } from '#shared/domain/settings-wish';
import type { Ports } from '#shared/ports';
import type { Caller } from './caller.ts';
import { whateverThereIs } from './expectation.ts';
import { listOwnRequests } from './own-requests.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { lookUpSettings } from './settings-facts.ts';
import { storeSettings } from './store-settings.ts';

type Needs = Pick<
  Ports,
  'activations' | 'principals' | 'roles' | 'resourceTree' | 'settingsRecords' | 'authenticationContexts' | 'now'
>;

export interface ChangeSettings {
  readonly roleId: string;
  readonly resourceId: string;
  readonly wish: SettingsWish;
}

export interface SettingsPlace {
  readonly role: Role;
  readonly resource: Resource;
  /** Those that count here: the node's own, or the nearest, or the defaults. */
  readonly settings: SettingsVersion;
  /** Version of the node's own settings; 0 when it has none. */
  readonly ownVersion: number;
  /** The last version there ever was of the node's own, taken back or not; the next one counts on from it. */
  readonly lastVersion: number;
}

/** The settings that count for a role at a node. @throws Refusal role_not_found | resource_not_found */
export async function showSettings(
  { roleId, resourceId }: Pick<ChangeSettings, 'roleId' | 'resourceId'>,
  { roles }: Pick<Ports, 'roles'>,
): Promise<SettingsPlace> {
  const place = await roles.findAt(roleId, resourceId);
  if (!place) throw new Refusal((await roles.find(roleId)) ? 'resource_not_found' : 'role_not_found');
  const ownVersion = place.settings.resourceId === resourceId ? place.settings.version : 0;
  return { ...place, ownVersion, lastVersion: place.takenBack ?? ownVersion };
}

export interface JudgedSettings extends SettingsPlace {
  /** What would be saved: every entry named, no entry or address twice, those unknown left out. */
  readonly next: RoleSettings;
  /** What would be another than now, old → new. */
  readonly changes: readonly FieldChange[];
  readonly violations: readonly Violation[];
  readonly warnings: readonly SettingsWarning[];
  readonly ownRequests: readonly Activation[];
}

/**
 * Judges a change of the settings in force without making it: what it changes, every rule it breaks, what it lowers and
 * what else may surprise.
 *
 * @throws Refusal version_outdated | invalid_input, and those of {@link showSettings}
 */
export async function judgeSettings(
  command: ChangeSettings,
  caller: Caller,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<JudgedSettings> {
  const place = await showSettings(command, needs);
  expectation({ revision: place.ownVersion });
  const before = place.settings.settings;
  const { wanted, violations, reset } = command.wish(before);
  refuseUnknownContexts(wanted, before, needs);
  const reach = { kind: 'settings', roleId: place.role.id, nodeId: place.resource.id } as const;
  const [{ settings: next, facts }, ownRequests] = await Promise.all([
    lookUpSettings(wanted, place, needs),
    listOwnRequests(reach, caller, needs),
  ]);
  const changes = settingsChanges(before, next);
  const cancelled = changes.length === 0 ? [] : ownRequests;
  const ids = cancelled.map(({ id }) => id);
  return {
    ...place,
    next,
    changes,
    violations: [...violations, ...evaluateSettings(next, facts)],
    warnings: [...warnOfChange(before, next, reset), ...warnOfSettings(next, facts, ids)],
    ownRequests: cancelled,
  };
}

/** What no token could show would shut everybody out; what counts already stays until somebody changes it. */
function refuseUnknownContexts(
  { acrValues = [] }: Pick<RoleSettings, 'acrValues'>,
  before: RoleSettings,
  { authenticationContexts: known }: Needs,
): void {
  const taken = [...known, ...(before.acrValues ?? [])];
  const violations = acrValues.flatMap((value, place): Violation[] => {
    const rule = `acrValues.${place}`;
    const message = `${rule}: must be one of those configured at deployment: ${known.join(', ')}`;
    return taken.includes(value) ? [] : [{ rule, code: 'invalid_input', message, limit: known }];
  });
  if (violations.length > 0) throw new Refusal('invalid_input', { violations });
}

/**
 * Brings new settings into force for a role at a node, as a whole, and withdraws the editor's own waiting requests with
 * them (T-19, T-59).
 *
 * What is in force already, at the node or inherited, is not saved again: same version, no event, no mail (SET-10).
 *
 * @param expectation of the version of the node's own settings; 0 when the node had none
 * @throws Refusal every broken rule at once, and those of {@link judgeSettings}
 */
export function changeSettings(
  command: ChangeSettings,
  caller: Caller,
  needs: Needs & Pick<Ports, 'newId'>,
  expectation = whateverThereIs,
): Promise<ChangedSettings> {
  return retryWhenStale(async () => {
    const judged = await judgeSettings(command, caller, needs, expectation);
    refuseIfBroken(judged.violations);
    if (judged.changes.length === 0) return { ...judged, saved: judged.settings };
    return { ...judged, saved: await storeSettings(judged, caller, needs) };
  });
}

/** What a change has come to. */
export interface ChangedSettings extends JudgedSettings {
  /** The version in force from now on, the one before when nothing changed. */
  readonly saved: SettingsVersion;
}
