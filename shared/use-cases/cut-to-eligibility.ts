import type { Activation } from '#shared/domain/activation';
import { cut, outlasts } from '#shared/domain/cut-activation';
import type { RightEnding } from '#shared/domain/right-ending';
import type { Ports } from '#shared/ports';
import { endActivation } from './end-activation.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'principals' | 'now'>;

/**
 * Ends an activation no later than the eligibility it rests on, as that stands now: one that was shortened and prolonged
 * again cuts nothing. What would only begin afterwards is cancelled. An eligibility that went has an ending of its own.
 *
 * @throws Stale
 */
export async function cutToEligibility(
  activation: Activation,
  { id: ending, cause, actor }: RightEnding,
  needs: Needs,
): Promise<void> {
  const { requester, eligibility } = activation;
  const view = await needs.principals.view(requester.id);
  const held = view?.held.find(({ assignment }) => assignment.id === eligibility.assignmentId);
  const endsAt = held?.assignment.endsAt;
  if (endsAt === undefined || !outlasts(activation, endsAt)) return;
  const details = { ending, cause };
  if (activation.status !== 'provisioning' && activation.status !== 'active') {
    await endActivation(activation, cause.reason, { actor, details }, needs);
    return;
  }
  await needs.activations.replace(cut(activation, endsAt), activation, {
    type: 'activation.shortened',
    actor,
    details: { endsAt, previousEndsAt: activation.endsAt, ...details },
  });
}
