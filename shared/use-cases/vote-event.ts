import type { Activation, Vote } from '#shared/domain/activation';
import { isWaiting, type WaitingActivation } from '#shared/domain/open-approval';
import type { EventDraft } from '#shared/ports';

/**
 * What a vote led to, for the record: one more vote, or the decision it completed.
 *
 * @param reason why an extension that was agreed to is not given all the same
 */
export function voteEvent(before: WaitingActivation, after: Activation, vote: Vote, reason?: string): EventDraft {
  const { by, decision, justification, assurance } = vote;
  const actor = { id: by.id, displayName: by.displayName };
  const details = { decision, justification, assurance };
  if (isWaiting(after)) return { type: 'activation.voted', actor, details };
  if (before.status === 'active' && after.status === 'active') {
    const { additionalMinutes, justification: why } = before.extension;
    const asked = { additionalMinutes, ...(why === undefined ? {} : { justification: why }) };
    if (after.generation > before.generation)
      return { type: 'activation.extended', actor, details: { ...asked, endsAt: after.endsAt, vote: details } };
    const unless = decision === 'approve' && reason !== undefined ? { reason } : {};
    return { type: 'activation.extension_denied', actor, details: { additionalMinutes, ...details, ...unless } };
  }
  return { type: after.status === 'approved' ? 'activation.approved' : 'activation.denied', actor, details };
}
