import type { Activation } from '#shared/domain/activation';
import { cancel } from '#shared/domain/ending';
import { Refusal, refuseIfBroken, type Violation } from '#shared/domain/refusal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { RoleSettings, SettingsVersion } from '#shared/domain/role-settings';
import { evaluateSettings, type SettingsWarning, warnOfSettings } from '#shared/domain/settings-rules';
import type { EventDraft, Ports } from '#shared/ports';
import type { WithdrawnRequest } from '#shared/ports/settings-records';
import { actorOf, type Caller } from './caller.ts';
import { listOwnRequests } from './own-requests.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { lookUpSettings, type WantedSettings } from './settings-facts.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'resourceTree' | 'settingsRecords' | 'now'>;

export interface PutSettings {
  readonly roleId: string;
  readonly resourceId: string;
  readonly wanted: WantedSettings;
}

export interface SettingsPlace {
  readonly role: Role;
  readonly resource: Resource;
  /** Those that count here: the node's own, or the nearest, or the defaults. */
  readonly settings: SettingsVersion;
  /** Version of the node's own settings; 0 when it has none. */
  readonly ownVersion: number;
}

/** The settings that count for a role at a node. @throws Refusal role_not_found | resource_not_found */
export async function showSettings(
  { roleId, resourceId }: Pick<PutSettings, 'roleId' | 'resourceId'>,
  { roles }: Pick<Ports, 'roles'>,
): Promise<SettingsPlace> {
  const place = await roles.findAt(roleId, resourceId);
  if (!place) throw new Refusal((await roles.find(roleId)) ? 'resource_not_found' : 'role_not_found');
  return { ...place, ownVersion: place.settings.resourceId === resourceId ? place.settings.version : 0 };
}

export interface JudgedSettings extends SettingsPlace {
  /** What would be saved: every entry named, no entry or address twice, those unknown left out. */
  readonly next: RoleSettings;
  readonly violations: readonly Violation[];
  readonly warnings: readonly SettingsWarning[];
  readonly ownRequests: readonly Activation[];
}

/** Judges new settings without changing anything: every rule they break and what may surprise. @throws as {@link showSettings} */
export async function judgeSettings(command: PutSettings, caller: Caller, needs: Needs): Promise<JudgedSettings> {
  const place = await showSettings(command, needs);
  const node = { roleId: place.role.id, nodeId: place.resource.id };
  const [{ settings: next, facts }, ownRequests] = await Promise.all([
    lookUpSettings(command.wanted, place, needs),
    listOwnRequests(caller.view.principal, node, needs),
  ]);
  const ids = ownRequests.map(({ id }) => id);
  const warnings = warnOfSettings(next, facts, ids);
  return { ...place, next, violations: evaluateSettings(next, facts), warnings, ownRequests };
}

const REASON = 'settings_changed_by_requester';
/** A pending request takes up to 23 of the 100 writes of a transaction (AWS limit). */
const MOST_TOGETHER = 4;

/**
 * Brings new settings into force for a role at a node, as a whole, and withdraws the editor's own waiting requests in the
 * same transaction (T-19). Of more requests than fit into one the rest is withdrawn before: when something fails in
 * between, requests are gone, but no own request stands under settings its requester has made.
 *
 * @param expected the version the editor has seen; 0 when the node had none
 * @throws Refusal version_outdated, every broken rule at once, and those of {@link showSettings}
 */
export function putSettings(
  command: PutSettings,
  expected: number,
  caller: Caller,
  needs: Needs,
): Promise<SettingsVersion> {
  return retryWhenStale(async () => {
    const judged = await judgeSettings(command, caller, needs);
    if (judged.ownVersion !== expected) throw new Refusal('version_outdated');
    refuseIfBroken(judged.violations);

    const withdrawn = judged.ownRequests.map((request) => withdraw(request, caller, needs.now()));
    for (const { next, expecting, event } of withdrawn.slice(MOST_TOGETHER))
      await needs.activations.replace(next, expecting, event);
    const next = nextVersion(judged, caller, needs.now());
    await needs.settingsRecords.save(next, eventOf(next, caller), withdrawn.slice(0, MOST_TOGETHER));
    return next;
  });
}

function withdraw(expecting: Activation, caller: Caller, now: string): WithdrawnRequest {
  return {
    next: cancel(expecting, now, REASON),
    expecting,
    event: { type: 'activation.cancelled', actor: actorOf(caller), details: { reason: REASON } },
  };
}

function nextVersion({ role, resource, ownVersion, next }: JudgedSettings, { view }: Caller, now: string) {
  const { id, displayName, personId } = view.principal;
  return {
    roleId: role.id,
    resourceId: resource.id,
    version: ownVersion + 1,
    settings: next,
    changedBy: { id, displayName, ...(personId === undefined ? {} : { personId }) },
    changedAt: now,
  };
}

function eventOf(next: SettingsVersion, caller: Caller): EventDraft {
  const { roleId, resourceId, version, settings } = next;
  const details = { roleId, resourceId, version, settings, previous: version - 1 };
  return { type: 'role.settings_changed', actor: actorOf(caller), details };
}
