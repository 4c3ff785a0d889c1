import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import { parentOf } from '#shared/domain/resource';
import { nearestSettings, type SettingsVersion } from '#shared/domain/role-settings';
import { evaluateInherited, settingsChanges, warnOfChange, warnOfSettings } from '#shared/domain/settings-rules';
import type { Ports } from '#shared/ports';
import type { Caller } from './caller.ts';
import {
  type ChangedSettings,
  type ChangeSettings,
  type JudgedSettings,
  type SettingsPlace,
  showSettings,
} from './change-settings.ts';
import { whateverThereIs } from './expectation.ts';
import { listOwnRequests } from './own-requests.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { lookUpSettings } from './settings-facts.ts';
import { storeSettings } from './store-settings.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'resourceTree' | 'settingsRecords' | 'now'>;
type TakeBackSettings = Pick<ChangeSettings, 'roleId' | 'resourceId'>;

interface JudgedTakingBack extends JudgedSettings {
  /** What counts at the node from then on: the settings of the nearest node above, or the defaults. */
  readonly inherited: SettingsVersion;
}

/**
 * Judges that a role gives up its own settings at a node without doing it: what will be another under those it inherits, what
 * that lowers, and whether anybody could approve under them here.
 *
 * @throws Refusal no_own_settings | version_outdated, and those of {@link showSettings}
 */
export async function judgeTakingBack(
  command: TakeBackSettings,
  caller: Caller,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<JudgedTakingBack> {
  const place = await showSettings(command, needs);
  if (place.ownVersion === 0) throw new Refusal('no_own_settings');
  expectation({ revision: place.ownVersion });
  const inherited = await settingsAbove(place, needs);
  const [before, next] = [place.settings.settings, inherited.settings];
  const reach = { kind: 'settings', roleId: place.role.id, nodeId: place.resource.id } as const;
  const [{ facts }, ownRequests] = await Promise.all([
    lookUpSettings(next, place, needs),
    listOwnRequests(reach, caller, needs),
  ]);
  const ids = ownRequests.map(({ id }) => id);
  return {
    ...place,
    inherited,
    next,
    changes: settingsChanges(before, next),
    violations: evaluateInherited(next, facts),
    warnings: [...warnOfChange(before, next, []), ...warnOfSettings(next, facts, ids)],
    ownRequests,
  };
}

/**
 * Takes back a role's own settings at a node, so that those above count there again, at the directory the defaults; the
 * editor's own waiting requests go with them (T-59). It is a version of its own in the history, and the next one counts on.
 *
 * @param expectation of the version of the node's own settings
 * @throws Refusal every broken rule at once, and those of {@link judgeTakingBack}
 */
export function takeBackSettings(
  command: TakeBackSettings,
  caller: Caller,
  needs: Needs & Pick<Ports, 'newId'>,
  expectation = whateverThereIs,
): Promise<ChangedSettings> {
  return retryWhenStale(async () => {
    const judged = await judgeTakingBack(command, caller, needs, expectation);
    refuseIfBroken(judged.violations);
    await storeSettings(judged, caller, needs, { takenBack: true });
    return { ...judged, saved: judged.inherited };
  });
}

async function settingsAbove({ role, resource }: SettingsPlace, needs: Needs): Promise<SettingsVersion> {
  const parent = parentOf(resource);
  if (parent === undefined) return nearestSettings(role.id, [resource.id], []);
  return (await showSettings({ roleId: role.id, resourceId: parent }, needs)).settings;
}
