import type { Activation } from '#shared/domain/activation';
import { refuseUnlessWaiting } from '#shared/domain/open-approval';
import { isSamePersonByNow } from '#shared/domain/person';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import { isMfaSatisfied, stepUpFor } from '#shared/domain/request-rules';
import type { MfaRule } from '#shared/domain/role-settings';
import type { Ports } from '#shared/ports';
import type { Caller } from './caller.ts';
import { castVote } from './cast-vote.ts';
import { mayDecideOn, maySee } from './show-activation.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'decisionLinks' | 'now'>;

/** Deciding takes a second factor no older than this, whatever the role asks of its requesters (security.md, links, point 6). */
const DECIDING: MfaRule = { require: 'fresh', maxAgeMinutes: 15 };
const STEP_UP = stepUpFor({ mfa: DECIDING });
export const DECIDING_MAX_AGE_SECONDS = STEP_UP.maxAgeSeconds;

export interface DecideActivation {
  readonly activationId: string;
  readonly decision: 'approve' | 'deny';
  readonly justification?: string | undefined;
}

/**
 * A signed-in approver says yes or no, to a request or to more time for what runs.
 *
 * @throws Refusal activation_not_found for those who may not even see it | self_approval | not_an_approver | mfa_required, and those of {@link castVote}
 */
export async function decideActivation(command: DecideActivation, caller: Caller, needs: Needs): Promise<Activation> {
  const { principal } = caller.view;
  const activation = await needs.activations.find(command.activationId);
  if (!activation || !(await maySee(activation, caller.view, needs))) throw new Refusal('activation_not_found');
  await refuseUnlessMayDecide(activation, caller, needs);
  return castVote({ ...command, voterId: principal.id, assurance: 'session' }, needs);
}

/**
 * What a session has to be before it decides, wherever it does: in the inbox or on the page of a link.
 *
 * @throws Refusal self_approval | not_pending | not_an_approver | mfa_required
 */
export async function refuseUnlessMayDecide(
  activation: Activation,
  { view, session }: Pick<Caller, 'view' | 'session'>,
  needs: Pick<Needs, 'activations' | 'roles' | 'now'>,
): Promise<void> {
  // Chains over other accounts are followed where the vote is counted.
  if (isSamePersonByNow(activation.requester, view.principal, [view.principal])) throw new Refusal('self_approval');
  refuseUnlessWaiting(activation);
  if (!(await mayDecideOn(activation, view, needs))) throw new Refusal('not_an_approver');
  refuseWithoutDecidingMfa({ session }, needs.now());
}

/** The second factor that deciding takes, and whatever undoes a decision. @throws Refusal mfa_required */
export function refuseWithoutDecidingMfa({ session }: Pick<Caller, 'session'>, now: string): void {
  if (!isMfaSatisfied(DECIDING, session, now)) refuseIfBroken([violation('mfa', 'mfa_required', 15)], STEP_UP);
}
