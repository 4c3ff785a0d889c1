import type { Activation, Vote } from '#shared/domain/activation';
import { isWaiting } from '#shared/domain/open-approval';

/** What a decision by link is answered; of what runs it says whether more time still waits for another approver. */
export function linkAnswer(activation: Activation, decision: Vote['decision']) {
  const { status } = activation;
  return { status, decision, ...(status === 'active' ? { extensionWaits: isWaiting(activation) } : {}) };
}
