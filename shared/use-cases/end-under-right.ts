import { type Activation, isFinal } from '#shared/domain/activation';
import { findReachingEligibility, isInForce } from '#shared/domain/assignment';
import { afterPage, isAboutApprovers, isResting, type RightEnding, runsUnder } from '#shared/domain/right-ending';
import { type Ports, Stale } from '#shared/ports';
import { listActivationsUnder } from './activations-under.ts';
import { askApproversInForce } from './ask-approvers-in-force.ts';
import { cutToEligibility } from './cut-to-eligibility.ts';
import { endActivation } from './end-activation.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'endings' | 'activations' | 'entitlements' | 'principals' | 'roles' | 'now'>;

export interface PageEnded {
  /** Whether another page can be worked off at once. */
  readonly goesOn: boolean;
  readonly failures: readonly { readonly activationId: string; readonly error: unknown }[];
}

const PAGE = 25;
const AT_ONCE = 10;
const nothing: PageEnded = { goesOn: false, failures: [] };

/**
 * Ends what runs under a right that was taken away, one page of it (ASG-4). An activation never outlives the one
 * eligibility it rests on: somebody eligible in another way, too, may activate again. Nothing else has to be ended: what
 * is held without activating is refused by the evaluation, and votes are judged as things are when they are cast.
 *
 * Each activation is ended in its own transaction, and one that cannot be ended does not keep the others waiting; the
 * ending stays until a whole pass has ended everything. May be called twice, at the same time, and after a crash.
 */
export async function endNextPage(endingId: string, needs: Needs): Promise<PageEnded> {
  const ending = await needs.endings.find(endingId);
  const readAt = needs.now();
  if (!ending || isResting(ending, readAt)) return nothing;

  const { items, nextCursor } = await listActivationsUnder(ending.cause, { limit: PAGE, cursor: ending.cursor }, needs);
  const failures = await endAll(items, ending, needs);
  const next = afterPage(ending, { nextCursor, failed: failures.length, readAt });
  try {
    await (next ? needs.endings.replace(next, ending) : needs.endings.remove(ending));
  } catch (error) {
    // Somebody else was at the same page and goes on.
    if (error instanceof Stale) return { goesOn: false, failures };
    throw error;
  }
  return { goesOn: next !== undefined && !isResting(next, needs.now()), failures };
}

async function endAll(ids: readonly string[], ending: RightEnding, needs: Needs) {
  const failures: PageEnded['failures'][number][] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const attempts = ids.slice(from, from + AT_ONCE).map(async (activationId) => {
      try {
        await endOne(activationId, ending, needs);
      } catch (error) {
        failures.push({ activationId, error });
      }
    });
    await Promise.all(attempts);
  }
  return failures;
}

function endOne(activationId: string, ending: RightEnding, needs: Needs): Promise<void> {
  const { id, cause, actor } = ending;
  return retryWhenStale(async () => {
    const activation = await needs.activations.find(activationId);
    if (!activation || isFinal(activation) || activation.status === 'revoking') return;
    if (cause.reason === 'eligibility_shortened') return cutToEligibility(activation, ending, needs);
    if (isAboutApprovers(cause)) return askApproversInForce(activation, ending, needs);
    if (!runsUnder(activation, cause)) return;
    // What a move leaves its right may wait under other settings by now.
    if (await keepsItsRight(activation, ending, needs)) return askApproversInForce(activation, ending, needs);
    await endActivation(activation, cause.reason, { actor, details: { ending: id, cause } }, needs);
  });
}

/** What a move left within reach of its eligibility goes on, whenever it was asked for. */
async function keepsItsRight(activation: Activation, ending: RightEnding, needs: Needs): Promise<boolean> {
  if (ending.cause.reason !== 'resource_moved') return restsOnRightOfToday(activation, ending, needs);
  const { requester, resourceId, roleId, eligibility } = activation;
  const { principals, roles, now } = needs;
  const [view, place] = await Promise.all([principals.view(requester.id), roles.findResource(resourceId)]);
  if (!view || !place) return false;
  const asked = { roleId, eligibilityId: eligibility.assignmentId };
  return findReachingEligibility(view.held, asked, place, now()) !== undefined;
}

/**
 * Whoever was enabled again, or became a member again, may have activated since, and the last look must not take that
 * away. Judged by the right itself and not by time alone, because clocks differ.
 */
async function restsOnRightOfToday(
  { requester, eligibility, roleId, resourceId, requestedAt }: Activation,
  ending: RightEnding,
  { principals, roles, now }: Needs,
): Promise<boolean> {
  if (requestedAt <= ending.at) return false;
  const [view, place] = await Promise.all([principals.view(requester.id), roles.findAt(roleId, resourceId)]);
  const held = view?.held.find(({ assignment }) => assignment.id === eligibility.assignmentId);
  if (!view?.principal.enabled || !place?.role.enabled || place.resource.archived || !held) return false;
  return held.assignment.type === 'eligible' && isInForce(held.assignment, now());
}
