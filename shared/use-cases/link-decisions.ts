import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';
import { isMatchCode } from '#shared/decision-tokens/match-code';
import type { Activation } from '#shared/domain/activation';
import {
  type DecisionLink,
  isAddressDoubtful,
  MOST_TRIES,
  refuseOnceOver,
  refuseUnlessUsable,
} from '#shared/domain/decision-link';
import { isWaiting, openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import { isBlank } from '#shared/domain/plain-text';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import type { RoleSettings } from '#shared/domain/role-settings';
import { termsOf } from '#shared/domain/terms';
import type { Ports } from '#shared/ports';
import type { LinkClaims } from '#shared/ports/decision-links';
import type { SignIn } from '#shared/ports/sign-in';
import { castVote } from './cast-vote.ts';
import { DECIDING_MAX_AGE_SECONDS, refuseUnlessMayDecide } from './decide-activation.ts';
import { findAccounts } from './find-accounts.ts';
import { type LinkSession, recordForeignSession, recordRefusal, recordWrongCode } from './link-attempts.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'decisionLinks' | 'linkVerifier' | 'now'>;
/** Where approvers sign in on the page itself, if they can. */
type NeedsToPreview = Needs & { readonly signIn?: SignIn | undefined };
/** Somebody has to look when a link locks: five wrong codes are no slip of the hand. */
type NeedsToDecide = Needs & { readonly linkLocked: () => void };

/**
 * What the bearer of a link would decide on. Changes nothing, however often it is asked. Where the role asks for a
 * sign-in, nothing is told before it but where to sign in.
 *
 * @param session of whoever has signed in; it is held to what it may decide, whatever the role asks for
 * @throws Refusal link_not_valid | link_expired | link_closed | link_used | link_replaced | link_locked |
 *   link_not_yours | mfa_required | identity_provider_unreachable
 */
export async function previewDecision(token: string, needs: NeedsToPreview, session?: LinkSession) {
  const claims = await needs.linkVerifier.verify(token, needs.now());
  const link = await findLink(claims, needs);
  const opened = await openLink(claims, link, needs);
  const { activation, mode, mustJustify } = opened;
  if (session) await refuseUnlessOwn(opened, session, needs);
  else if (mode === 'signIn') return { mode, ...(await signInOf(link, needs)) };
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
 * Decides by link: whoever has the mail types its code, and signs in where the role asks for it. A try is counted before
 * the code is looked at, so that nobody gets more of them by being fast. Why a genuine link was refused is put on record.
 *
 * @throws Refusal as {@link previewDecision}, and wrong_match_code | link_not_enough and those of {@link castVote}
 */
export async function decideByLink(
  command: DecideByLink,
  needs: NeedsToDecide,
  session?: LinkSession,
): Promise<Activation> {
  const claims = await needs.linkVerifier.verify(command.token, needs.now());
  const link = await findLink(claims, needs);
  return decideBy(claims, link, { command, session }, needs).catch(async (error) => {
    if (error instanceof Refusal) await recordRefusal(link, error, needs);
    throw error;
  });
}

async function decideBy(
  claims: LinkClaims,
  link: DecisionLink,
  { command, session }: { command: DecideByLink; session: LinkSession | undefined },
  needs: NeedsToDecide,
): Promise<Activation> {
  const opened = await openLink(claims, link, needs);
  const { activation, mode, mustJustify } = opened;
  if (session) await refuseUnlessOwn(opened, session, needs);
  else if (mode === 'signIn') throw new Refusal('link_not_enough');
  if (!claims.act.includes(command.decision)) throw new Refusal('link_not_valid', { reason: 'another_decision' });
  // Before a try is counted: what is missing here says nothing about the code.
  if (mustJustify && isBlank(command.justification))
    refuseIfBroken([violation('justification', 'justification_required')]);
  await refuseWrongCode(command.matchCode, opened, needs);
  const { decision, justification } = command;
  const ballot = { activationId: activation.id, voterId: link.approverId, decision, justification };
  return castVote({ ...ballot, assurance: session ? 'session' : 'link', link }, needs).catch((error) => {
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
  const claims = await needs.linkVerifier.verify(token, needs.now());
  const link = await findLink(claims, needs);
  requireWaiting(await findActivation(claims, needs), claims);
  if (link.state === 'spent') throw new Refusal('link_used');
  if (link.state === 'replaced') throw new Refusal('link_replaced');
  if (link.tries >= MOST_TRIES) throw new Refusal('link_locked');
  if (needs.now() < link.endsAt) throw new Refusal('link_still_valid');
  await needs.decisionLinks.requestRenewal(link, {
    type: 'link.renewed',
    actor: { id: link.approverId, displayName: 'Approver by link' },
    details: { activationId: link.activationId, approverId: link.approverId, renewals: link.renewals + 1 },
  });
}

type Opened = Awaited<ReturnType<typeof openLink>>;

async function openLink(claims: LinkClaims, link: DecisionLink, needs: Needs) {
  const found = await findActivation(claims, needs);
  refuseOnceOver(claims, needs.now());
  const activation = requireWaiting(found, claims);
  refuseUnlessUsable(link, needs.now());
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  const settings = place?.settings.settings;
  return {
    activation,
    claims,
    link,
    mode: await modeOf(settings, activation, link, needs),
    // Settings that cannot be read mean the stricter way.
    mustJustify: settings?.approval.approverMustJustify ?? true,
  };
}

/** Whether the link alone decides. What cannot be read means the stricter way. */
async function modeOf(
  settings: RoleSettings | undefined,
  activation: WaitingActivation,
  { approverId }: DecisionLink,
  needs: Needs,
): Promise<RoleSettings['decisionMode']> {
  if (settings?.decisionMode !== 'link') return 'signIn';
  const [approver, requester] = await findBoth(approverId, activation, needs);
  if (!approver || !requester) return 'signIn';
  const accounts = await findAccounts({ current: [approver, requester] }, needs);
  return isAddressDoubtful(approver, { activation, requester, accounts }) ? 'signIn' : 'link';
}

async function findBoth(approverId: string, { requester }: WaitingActivation, { principals }: Needs) {
  const found = await principals.findSeveral([approverId, requester.id]);
  return [approverId, requester.id].map((id) => found.find((one) => one.id === id));
}

const TIMED_OUT = 'Nobody decided in time, so this request has timed out. No access was given.';

/** A genuine token whose link or terms are not on record is as little worth as a forged one. */
async function findLink(claims: LinkClaims, { decisionLinks }: Needs): Promise<DecisionLink> {
  const link = await decisionLinks.find(claims.rid, hashJti(claims.jti));
  if (link?.approverId !== claims.sub) throw new Refusal('link_not_valid');
  return link;
}

/** Whose time is over because nobody decided is told so, and not offered a fresh link. */
async function findActivation(claims: LinkClaims, { activations }: Needs): Promise<Activation> {
  const activation = await activations.find(claims.rid);
  if (!activation) throw new Refusal('link_not_valid');
  if (activation.status === 'timed_out') throw new Refusal('link_closed', { detail: TIMED_OUT });
  return activation;
}

function requireWaiting(activation: Activation, claims: LinkClaims): WaitingActivation {
  if (!isWaiting(activation)) throw new Refusal('link_closed');
  if (activation.termsRevision !== claims.rev || hashTerms(termsOf(activation)) !== claims.th)
    throw new Refusal('link_not_valid', { reason: 'terms_changed' });
  return activation;
}

/** A session decides by a link of its own only, and only what it might decide in the inbox. */
async function refuseUnlessOwn({ activation, link }: Opened, session: LinkSession, needs: Needs): Promise<void> {
  if (session.view.principal.id !== link.approverId) {
    await recordForeignSession(link, session, needs);
    throw new Refusal('link_not_yours');
  }
  await refuseUnlessMayDecide(activation, session, needs);
}

/** People of another identity provider, and those of a deployment without a client, decide in their inbox. */
async function signInOf({ approverId }: DecisionLink, { signIn, principals }: NeedsToPreview) {
  const approver = signIn && (await principals.find(approverId));
  if (!approver || approver.issuer !== signIn.issuer) return {};
  return { signIn: { ...(await signIn.offer()), maxAgeSeconds: DECIDING_MAX_AGE_SECONDS } };
}

async function refuseWrongCode(matchCode: string, { claims, link }: Opened, needs: NeedsToDecide): Promise<void> {
  const tries = await needs.decisionLinks.countTry(link);
  if (isMatchCode(claims.jti, matchCode, link.codeHash)) return needs.decisionLinks.uncountTry(link);
  await recordWrongCode(link, tries, needs);
  if (tries >= MOST_TRIES) needs.linkLocked();
  throw new Refusal('wrong_match_code');
}
