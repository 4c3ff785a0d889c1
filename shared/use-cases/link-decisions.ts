import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';
import { isMatchCode } from '#shared/decision-tokens/match-code';
import type { Activation } from '#shared/domain/activation';
import { type DecisionLink, MOST_TRIES, refuseUnlessUsable } from '#shared/domain/decision-link';
import { isWaiting, openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import { isBlank } from '#shared/domain/plain-text';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import { termsOf } from '#shared/domain/terms';
import type { Ports } from '#shared/ports';
import type { LinkClaims } from '#shared/ports/decision-links';
import { castVote } from './cast-vote.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'decisionLinks' | 'linkVerifier' | 'now'>;
/** Somebody has to look when a link locks: five wrong codes are no slip of the hand. */
type NeedsToDecide = Needs & { readonly linkLocked: () => void };

/**
 * What the bearer of a link would decide on. Changes nothing, however often it is asked.
 *
 * @throws Refusal link_not_valid | link_expired | link_closed | link_used | link_replaced | link_locked
 */
export async function previewDecision(token: string, needs: Needs) {
  const { activation, claims, mode, mustJustify } = await openLink(token, needs);
  if (mode === 'signIn') return { mode };
  const { deadline } = openApprovalOf(activation);
  return { mode, terms: termsOf(activation), decisions: claims.act, deadline, approverMustJustify: mustJustify };
}

export interface DecideByLink {
  readonly token: string;
  readonly decision: 'approve' | 'deny';
  readonly matchCode: string;
  readonly justification?: string | undefined;
}

/**
 * Decides by link: whoever has the mail types its code. A try is counted before the code is looked at, so that nobody
 * gets more of them by being fast.
 *
 * @throws Refusal as {@link previewDecision}, and wrong_match_code | link_not_enough and those of {@link castVote}
 */
export async function decideByLink(command: DecideByLink, needs: NeedsToDecide): Promise<Activation> {
  const { claims, link, mode, mustJustify } = await openLink(command.token, needs);
  if (mode === 'signIn') throw new Refusal('link_not_enough');
  if (!claims.act.includes(command.decision)) throw new Refusal('link_not_valid');
  // Before a try is counted: what is missing here says nothing about the code.
  if (mustJustify && isBlank(command.justification)) refuseIfBroken([violation('SET-5', 'justification_required')]);
  const tries = await needs.decisionLinks.countTry(link);
  if (!isMatchCode(claims.jti, command.matchCode, link.codeHash)) {
    await recordWrongCode(link, tries, needs);
    if (tries >= MOST_TRIES) needs.linkLocked();
    throw new Refusal('wrong_match_code');
  }
  const { decision, justification } = command;
  const ballot = { activationId: claims.rid, voterId: link.approverId, decision, justification };
  return castVote({ ...ballot, assurance: 'link', link }, needs).catch((error) => {
    throw error instanceof Refusal && error.code === 'not_pending' ? new Refusal('link_closed') : error;
  });
}

/**
 * Sends a fresh mail to the same approver for a link whose time is over, while the activation is still open.
 *
 * Only for one whose time is over, or whoever has somebody's link could take it from them.
 *
 * @throws Refusal link_not_valid | link_closed | link_used | link_replaced | link_locked | link_still_valid |
 *   link_renewed_too_often
 */
export async function renewLink(token: string, needs: Needs): Promise<void> {
  const claims = await needs.linkVerifier.verifyExpired(token);
  const link = await findLink(claims, needs);
  await findWaiting(claims, needs);
  if (link.state === 'spent') throw new Refusal('link_used');
  if (link.state === 'replaced') throw new Refusal('link_replaced');
  if (link.tries >= MOST_TRIES) throw new Refusal('link_locked');
  if (needs.now() < link.expiresAt) throw new Refusal('link_still_valid');
  await needs.decisionLinks.requestRenewal(link, {
    type: 'link.renewed',
    actor: { id: link.approverId, displayName: 'Approver by link' },
    details: { activationId: link.activationId, approverId: link.approverId, renewals: link.renewals + 1 },
  });
}

async function openLink(token: string, needs: Needs) {
  const claims = await needs.linkVerifier.verify(token, needs.now());
  const link = await findLink(claims, needs);
  const activation = await findWaiting(claims, needs);
  refuseUnlessUsable(link, needs.now());
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  const settings = place?.settings.settings;
  // Settings that cannot be read mean the stricter way.
  return {
    activation,
    claims,
    link,
    mode: settings?.decisionMode ?? 'signIn',
    mustJustify: settings?.approval.approverMustJustify ?? true,
  };
}

/** A genuine token whose link or terms are not on record is as little worth as a forged one. */
async function findLink(claims: LinkClaims, { decisionLinks }: Needs): Promise<DecisionLink> {
  const link = await decisionLinks.find(claims.rid, hashJti(claims.jti));
  if (link?.approverId !== claims.sub) throw new Refusal('link_not_valid');
  return link;
}

async function findWaiting(claims: LinkClaims, { activations }: Needs): Promise<WaitingActivation> {
  const activation = await activations.find(claims.rid);
  if (!activation) throw new Refusal('link_not_valid');
  if (!isWaiting(activation)) throw new Refusal('link_closed');
  if (activation.termsRevision !== claims.rev || hashTerms(termsOf(activation)) !== claims.th)
    throw new Refusal('link_not_valid');
  return activation;
}

function recordWrongCode(link: DecisionLink, tries: number, { decisionLinks }: Needs): Promise<void> {
  return decisionLinks.recordWrongCode(link, {
    type: 'link.wrong_code',
    actor: { id: link.approverId, displayName: 'Bearer of the link' },
    details: { activationId: link.activationId, tries, locked: tries >= MOST_TRIES },
  });
}
