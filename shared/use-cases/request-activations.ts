import type { Activation, RequestCall, Ticket } from '#shared/domain/activation';
import { Refusal } from '#shared/domain/refusal';
import { stepUpForAll } from '#shared/domain/request-rules';
import { CountedMeanwhile, type Ports, Stale } from '#shared/ports';
import type { IdempotencyRecord } from '#shared/ports/idempotency';
import { actorOf, type Caller } from './caller.ts';
import { type Plan, planActivation, type WantedRole } from './plan-activation.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'reviews' | 'idempotency' | 'now' | 'newId'> & {
  /** Somebody has to look at once when a role was taken without approval, and how many uses of the person await review by then. */
  readonly breakGlassUsed: (awaited: number) => void;
};

export interface RequestActivations {
  readonly items: readonly WantedRole[];
  readonly justification?: string | undefined;
  readonly ticket?: Ticket | undefined;
}

/** What became of one item: an activation, or the reasons why not. */
export type ItemResult = { readonly wanted: WantedRole } & (
  | { readonly activation: Activation }
  | { readonly refusal: Refusal }
);

/**
 * Asks for one or several roles at once: all items are judged before any is stored, each is stored on its own.
 *
 * A missing second factor refuses the whole call, with the broken rules of every item, because signing in comes first.
 *
 * @param remember builds the record that goes into the transaction of a call with a single item
 * @throws Refusal mfa_required for the whole call, or an outage met before anything was stored
 */
export async function requestActivations(
  request: RequestActivations,
  caller: Caller,
  needs: Needs,
  remember?: (result: ItemResult) => IdempotencyRecord,
): Promise<ItemResult[]> {
  const each = await Promise.all(request.items.map((wanted) => judge(wanted, request, caller, needs)));
  refuseWithoutMfa(each);
  const judged = each.map(refuseTwice);

  const results: ItemResult[] = [];
  const callOf = callAmong(judged, needs);
  for (const asked of judged) {
    const attempt = async () => {
      const item = await countUse(asked, results, caller, needs);
      return 'plan' in item ? store(inCall(item, callOf(results)), caller, needs, remember) : item;
    };
    results.push(await retryWhenStale(attempt));
  }
  return results;
}

type Stored = Judged & { plan: Plan };

/** What the requests of one call that wait for approval have in common; nothing where fewer than two do. */
function callAmong(judged: readonly Judged[], { newId }: Needs) {
  const asking = judged.flatMap((item) => ('plan' in item && asksApprovers(item) ? [item] : []));
  const id = asking.length > 1 ? newId('call') : undefined;
  return (results: readonly ItemResult[]): RequestCall | undefined => {
    if (id === undefined) return undefined;
    const refused = new Set(results.flatMap((result) => ('refusal' in result ? [result.wanted] : [])));
    const activationIds = asking.filter(({ wanted }) => !refused.has(wanted)).map(({ plan }) => plan.activation.id);
    return { id, activationIds };
  };
}

function inCall(item: Stored, call: RequestCall | undefined): Stored {
  if (!call || !asksApprovers(item)) return item;
  return { ...item, plan: { ...item.plan, activation: { ...item.plan.activation, call } } };
}

const asksApprovers = ({ plan }: Stored) => plan.activation.status === 'pending_approval';

type Judged = { wanted: WantedRole } & ({ plan: Plan } | { refusal: Refusal });

async function judge(wanted: WantedRole, why: RequestActivations, caller: Caller, needs: Needs): Promise<Judged> {
  try {
    return { wanted, plan: await planActivation(wanted, why, caller, needs) };
  } catch (error) {
    if (error instanceof Refusal && error.kind !== 'outage') return { wanted, refusal: error };
    throw error;
  }
}

/** Of the same role at the same place twice in one call, the second finds the first open. */
function refuseTwice(item: Judged, place: number, all: readonly Judged[]): Judged {
  if (!('plan' in item)) return item;
  const { roleId, resourceId } = item.plan.activation;
  const isAsked = all.slice(0, place).some((other) => {
    if (!('plan' in other)) return false;
    const { activation } = other.plan;
    return activation.roleId === roleId && activation.resourceId === resourceId;
  });
  if (!isAsked) return item;
  const detail = 'This call asks for the same role at the same place twice. Once is enough.';
  return { wanted: item.wanted, refusal: new Refusal('already_open', { detail }) };
}

/** A break-glass use is judged with those of the person that await review, and with those of this call before it (T-58). */
async function countUse(item: Judged, before: readonly ItemResult[], caller: Caller, needs: Needs): Promise<Judged> {
  if (!('plan' in item) || !item.plan.activation.breakGlass) return item;
  const ofCall = before.flatMap((result) => ('activation' in result ? [result.activation] : []));
  // Loaded in an emergency: no other call waits for its code.
  const { findUsesOfPerson } = await import('./uses-of-person.ts');
  try {
    const uses = await findUsesOfPerson(caller, ofCall, needs);
    return { ...item, plan: { ...item.plan, uses } };
  } catch (error) {
    // An outage, too: something may be stored already.
    if (error instanceof Refusal) return { wanted: item.wanted, refusal: error };
    throw error;
  }
}

function refuseWithoutMfa(judged: readonly Judged[]): void {
  const refusals = judged.flatMap((item) => ('refusal' in item ? [item.refusal] : []));
  const challenged = refusals.filter((refusal) => refusal.code === 'mfa_required');
  if (challenged.length === 0) return;
  throw new Refusal('mfa_required', {
    violations: refusals.flatMap((refusal) => refusal.context.violations ?? []),
    ...stepUpForAll(challenged.map(({ context }) => context)),
  });
}

async function store(
  { wanted, plan }: { wanted: WantedRole; plan: Plan },
  caller: Caller,
  { activations, breakGlassUsed }: Needs,
  remember: ((result: ItemResult) => IdempotencyRecord) | undefined,
): Promise<ItemResult> {
  const { activation, guards, uses } = plan;
  const event = {
    type: 'activation.requested' as const,
    actor: actorOf(caller),
    details: { status: activation.status, ...(activation.breakGlass ? { breakGlass: true } : {}), ...caller.origin },
  };
  const result = { wanted, activation };
  try {
    await activations.add(activation, event, {
      guards,
      ...(uses ? { uses } : {}),
      ...(remember ? { idempotency: remember(result) } : {}),
    });
    if (uses) breakGlassUsed(uses.awaited.length + 1);
    return result;
  } catch (error) {
    if (error instanceof Refusal) return { wanted, refusal: error };
    if (error instanceof CountedMeanwhile) throw error;
    if (error instanceof Stale) return { wanted, refusal: new Refusal('changed_meanwhile') };
    throw error;
  }
}
