import type { Activation, Outcome, RevokingActivation } from '#shared/domain/activation';
import type { Actor } from '#shared/domain/audit-event';
import { beginRevoking, end, mayGrantStillLand } from '#shared/domain/ending';
import { heldBy } from '#shared/domain/event-details';
import { plusMinutes } from '#shared/domain/instant';
import type { EventDraft, Ports } from '#shared/ports';
import type { Access } from '#shared/ports/access-provider';
import type { Alongside } from '#shared/ports/activations';
import type { Entitlement } from '#shared/ports/entitlements';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'accessProvider' | 'now'>;

/** Longer than any function that withdraws can run, so that a grant that waits for it cannot be undone by it. */
const WITHDRAWING_MINUTES = 3;

/** Thrown while a grant under way could still reach the provider: nobody may call the access gone yet. Tried again. */
export class GrantMayStillLand extends Error {
  override readonly name = 'GrantMayStillLand';
}

/** Thrown when the provider still shows the access after the withdrawal. Tried again, for ever. */
class StillGranted extends Error {
  override readonly name = 'StillGranted';
}

/**
 * Says that the access has to go, in one transaction with keeping new grants of the same access away.
 *
 * @param more what else the event puts on record
 * @throws Refusal not_active
 */
export async function startRevoking(
  activation: Activation,
  ending: { outcome: Outcome; reason?: string },
  actor: Actor,
  needs: Pick<Needs, 'activations' | 'entitlements' | 'now'>,
  more: EventDraft['details'] = {},
): Promise<RevokingActivation> {
  const next = beginRevoking(activation, ending, needs.now());
  const entitlement = await markForWithdrawal(activation, needs);
  const event = { type: 'activation.revoking' as const, actor, details: { ...ending, ...more } };
  await needs.activations.replace(next, activation, event, { entitlement });
  return next;
}

/** The mark of the last holder that withdrawing has begun; others who still hold the access keep it (END-4). */
export async function markForWithdrawal(
  activation: Activation,
  { entitlements, now }: Pick<Needs, 'entitlements' | 'now'>,
): Promise<NonNullable<Alongside['entitlement']>> {
  const expecting = await entitlements.find(activation.entitlement);
  return { expecting, next: marked(expecting, activation.id, now()) };
}

/**
 * Takes the access away, reads back that it is gone, and only then closes the record.
 *
 * Where another activation gives the same access, only this holder leaves. Safe to call again at any point.
 *
 * @throws GrantMayStillLand | StillGranted | Stale, all of them to be tried again
 */
export async function withdrawAccess(activation: RevokingActivation, actor: Actor, needs: Needs): Promise<Activation> {
  const { activations, entitlements, accessProvider, now } = needs;
  if (mayGrantStillLand(activation, now()))
    throw new GrantMayStillLand('A grant of this access may still be under way.');
  let entitlement = await entitlements.find(activation.entitlement);
  const others = othersOf(entitlement, activation.id);
  if (others.length === 0) {
    if (!isMarked(entitlement, now())) entitlement = await mark(entitlement, activation.id, needs);
    const access = accessOf(activation);
    await accessProvider.withdraw(access);
    if (await accessProvider.isGranted(access)) throw new StillGranted('The provider still shows the access.');
  }
  const ended = end(activation, now());
  const { withdrawingUntil, ...rest } = entitlement;
  const next = { ...rest, holders: others, ...(others.length > 0 && withdrawingUntil ? { withdrawingUntil } : {}) };
  const details = { outcome: activation.outcome, accessKeptBy: others, ...heldBy(activation) };
  await activations.replace(
    ended,
    activation,
    { type: 'activation.ended', actor, details },
    { entitlement: { expecting: entitlement, next } },
  );
  return ended;
}

/** What the provider is asked to give or take for an activation. */
export function accessOf({ entitlement, provider, requester, roleId, resourceId }: Activation): Access {
  return { key: entitlement, provider, principalId: requester.id, roleId, resourceId };
}

async function mark(
  entitlement: Entitlement,
  activationId: string,
  { entitlements, now }: Needs,
): Promise<Entitlement> {
  await entitlements.replace(marked(entitlement, activationId, now()), entitlement);
  return entitlements.find(entitlement.key);
}

function marked(entitlement: Entitlement, activationId: string, now: string): Entitlement {
  if (othersOf(entitlement, activationId).length > 0) return entitlement;
  return { ...entitlement, withdrawingUntil: plusMinutes(now, WITHDRAWING_MINUTES) };
}

function isMarked({ withdrawingUntil }: Entitlement, now: string): boolean {
  return withdrawingUntil !== undefined && plusMinutes(now, WITHDRAWING_MINUTES / 2) < withdrawingUntil;
}

function othersOf({ holders }: Entitlement, activationId: string): string[] {
  return holders.filter((holder) => holder !== activationId);
}
