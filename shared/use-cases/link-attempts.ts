import { type DecisionLink, MOST_TRIES } from '#shared/domain/decision-link';
import type { Refusal, RefusalCode, RefusalKind } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';

type Needs = Pick<Ports, 'decisionLinks'>;

/** Whoever has signed in on the page of a link. */
export type LinkSession = Pick<Caller, 'view' | 'session'>;

/** Whoever has a link can send it as often as they like, so the events about one are few; findings have room after refusals. */
const MOST_REFUSALS = 10;
const MOST_FINDINGS = 20;

/** These have events of their own. */
const TOLD_ELSEWHERE: readonly RefusalCode[] = ['wrong_match_code', 'link_not_yours'];
/** These say nothing against the link: the person corrects something, signs in again, or comes back later. */
const HARMLESS: readonly RefusalKind[] = ['rule', 'unauthenticated', 'outage'];

/** Puts on record why a genuine link did not decide: its bearer learns less than whoever looks into it later. */
export async function recordRefusal(link: DecisionLink, refusal: Refusal, { decisionLinks }: Needs): Promise<void> {
  if (TOLD_ELSEWHERE.includes(refusal.code) || HARMLESS.includes(refusal.kind)) return;
  const { activationId, approverId } = link;
  const reason = refusal.context.reason ?? refusal.code;
  await decisionLinks.recordAttempt(
    link,
    { type: 'link.refused', actor: bearerOf(link), details: { activationId, approverId, reason } },
    MOST_REFUSALS,
  );
}

/** Puts on record that somebody signed in with the link of somebody else: a mail went astray, or was taken. */
export function recordForeignSession(link: DecisionLink, session: LinkSession, { decisionLinks }: Needs) {
  const { activationId, approverId } = link;
  return decisionLinks.recordAttempt(
    link,
    { type: 'link.foreign_session', actor: actorOf(session), details: { activationId, approverId } },
    MOST_FINDINGS,
  );
}

/** Puts on record that the code was not that of the mail. */
export function recordWrongCode(link: DecisionLink, tries: number, { decisionLinks }: Needs): Promise<void> {
  return decisionLinks.recordWrongCode(link, {
    type: 'link.wrong_code',
    actor: bearerOf(link),
    details: { activationId: link.activationId, tries, locked: tries >= MOST_TRIES },
  });
}

function bearerOf({ approverId }: DecisionLink) {
  return { id: approverId, displayName: 'Bearer of the link' };
}
