import { type Activation, isFinal } from '#shared/domain/activation';
import { isWithdrawable } from '#shared/domain/ending';
import { isSamePerson, type PersonKey } from '#shared/domain/person';
import { nearestFirst } from '#shared/domain/resource';
import type { Ports } from '#shared/ports';
import type { OpenActivation } from '#shared/ports/activations';
import { findAccounts } from './find-accounts.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles'>;

/**
 * Somebody's own requests, by whichever account of theirs, that wait for a yes or a grant under the settings of a role at
 * a node: at the node itself and below it, unless a nearer node has settings of its own. Other accounts are found through
 * a list that is eventually consistent; what it misses is refused at the grant.
 */
export async function listOwnRequests(
  person: PersonKey,
  { roleId, nodeId }: { roleId: string; nodeId: string },
  needs: Needs,
): Promise<Activation[]> {
  const view = await needs.principals.view(person.id);
  const own = (view?.open ?? []).filter((open) => open.roleId === roleId);
  const others = person.personId === undefined ? [] : await listOfOtherAccounts(person, roleId, needs);
  const found = await Promise.all(
    [...own, ...others].filter(isWaiting).map(async ({ activationId, resourceId }) => ({
      activation: await needs.activations.find(activationId),
      isUnder: await isUnderSettingsAt(nodeId, roleId, resourceId, needs),
    })),
  );
  return found.flatMap(({ activation, isUnder }) =>
    isUnder && activation && !isFinal(activation) && isWithdrawable(activation) ? [activation] : [],
  );
}

async function listOfOtherAccounts(person: PersonKey, roleId: string, needs: Needs) {
  const { principals, roles } = needs;
  const waiting = (await roles.listOpenActivations(roleId)).filter(
    (open) => open.principalId !== person.id && isWaiting(open),
  );
  const holders = await principals.findSeveral(waiting.map(({ principalId }) => principalId));
  const accounts = await findAccounts({ current: [...holders, person] }, needs);
  const own = holders.filter((holder) => isSamePerson(holder, person, accounts)).map(({ id }) => id);
  return waiting.filter(({ principalId }) => own.includes(principalId));
}

function isWaiting({ status }: Pick<OpenActivation, 'status'>): boolean {
  return status === 'pending_approval' || status === 'approved';
}

async function isUnderSettingsAt(nodeId: string, roleId: string, resourceId: string, { roles }: Needs) {
  const place = await roles.findAt(roleId, resourceId);
  if (!place) return false;
  const nodes = nearestFirst(place.resource);
  const { settings } = place;
  return (
    nodes.includes(nodeId) && (settings.version === 0 || nodes.indexOf(settings.resourceId) >= nodes.indexOf(nodeId))
  );
}
