import type { RoleSettings, SettingsVersion } from '#shared/domain/role-settings';
import type { EventDraft, Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import type { JudgedSettings } from './change-settings.ts';
import { approversNamed } from './changed-approvers.ts';
import { withdrawn } from './own-requests.ts';

type Needs = Pick<Ports, 'activations' | 'settingsRecords' | 'newId' | 'now'>;

/** A pending request takes up to 23 of the 100 writes of a transaction (AWS limit). */
const MOST_TOGETHER = 4;

/**
 * Stores what was judged as the next version of the node's settings, with its event, and withdraws the editor's own requests
 * in the same transaction (T-59). Of more requests than fit into one the rest is withdrawn before: when something fails in
 * between, requests are gone, but no own request stands under settings its requester has made.
 *
 * @param takenBack that the node has no settings of its own any more with this version (SET-11)
 */
export async function storeSettings(
  judged: JudgedSettings,
  caller: Caller,
  needs: Needs,
  takenBack: Pick<SettingsVersion, 'takenBack'> = {},
): Promise<SettingsVersion> {
  const requests = judged.ownRequests.map((expecting) => ({
    expecting,
    ...withdrawn(expecting, caller, needs.now()),
  }));
  for (const { next, expecting, event } of requests.slice(MOST_TOGETHER))
    await needs.activations.replace(next, expecting, event);
  const saved = { ...nextVersion(judged, caller, needs.now()), ...takenBack };
  const together = requests.slice(0, MOST_TOGETHER);
  const ending = namesOthers(judged) ? approversNamed(judged.role.id, actorOf(caller), needs) : undefined;
  await needs.settingsRecords.save(saved, eventOf(saved, judged, caller), together, ending);
  return saved;
}

/** Who approves what waits already is asked as soon as it is somebody else (APR-9). */
function namesOthers({ settings: { settings: before }, next }: JudgedSettings): boolean {
  const named = ({ approval: { required, approvers } }: RoleSettings) =>
    JSON.stringify([required, approvers.map(({ kind, id }) => `${kind}:${id}`)]);
  return named(before) !== named(next);
}

function nextVersion({ role, resource, lastVersion, next, changes }: JudgedSettings, { view }: Caller, now: string) {
  const { id, displayName, personId } = view.principal;
  return {
    roleId: role.id,
    resourceId: resource.id,
    version: lastVersion + 1,
    settings: next,
    changedBy: { id, displayName, ...(personId === undefined ? {} : { personId }) },
    changedAt: now,
    changes: [...changes],
  };
}

function eventOf(next: SettingsVersion, { warnings }: JudgedSettings, caller: Caller): EventDraft {
  const { roleId, resourceId, version, settings, changes, takenBack } = next;
  const lowered = warnings.flatMap(({ code, field, message }) =>
    code === 'protection_lowered' ? [{ field, message }] : [],
  );
  const details = { roleId, resourceId, version, settings, previous: version - 1, changes, lowered };
  const type = 'role.settings_changed';
  return { type, actor: actorOf(caller), details: { ...details, ...(takenBack ? { takenBack } : {}) } };
}
