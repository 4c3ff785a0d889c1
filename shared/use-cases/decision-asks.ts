import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';
import { hashMatchCode, newMatchCode } from '#shared/decision-tokens/match-code';
import { type DecisionLink, linkLifetimeMinutes } from '#shared/domain/decision-link';
import { earliest, plusMinutes } from '#shared/domain/instant';
import { openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import { termsOf } from '#shared/domain/terms';
import type { Ask } from '#shared/mail/letter';
import type { LinkClaims } from '#shared/ports/decision-links';
import type { MailNeeds } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

const JTI_BYTES = 16;

/** What an approver is to decide by: the link as it is kept, and what only the mail says. */
export interface DecisionAsk {
  readonly link: DecisionLink;
  /** Older links of the same approver, which end with this one. */
  readonly replaces: readonly DecisionLink[];
  /** Signs the links; not before the mail is ours to send. */
  readonly ask: () => Promise<Ask>;
}

/** Draws links and codes for the approvers of what waits. */
export async function decisionAsks(
  event: MailEvent,
  activation: WaitingActivation,
  needs: MailNeeds,
): Promise<(approverId: string) => DecisionAsk> {
  const [earlier, lifetime] = await Promise.all([
    needs.decisionLinks.listFor(activation.id),
    lifetimeMinutes(activation, needs),
  ]);
  return (approverId) => {
    const older = earlier.filter((link) => link.approverId === approverId);
    const renewals = event.type === 'link.renewed' ? Number(event.details.renewals) : mostRenewals(older);
    const { link, jti, code } = newLink(activation, approverId, renewals, lifetime, needs);
    const replaces = older.filter(({ state }) => state === 'open');
    return { link, replaces, ask: () => signedAsk(link, jti, code, activation, needs) };
  };
}

async function lifetimeMinutes({ roleId, resourceId }: WaitingActivation, { roles }: MailNeeds): Promise<number> {
  const place = await roles.findAt(roleId, resourceId);
  return linkLifetimeMinutes(place?.settings.settings.decisionMode ?? 'signIn');
}

/** A reminder brings a fresh link, but no fresh count of renewals. */
function mostRenewals(older: readonly DecisionLink[]): number {
  return Math.max(0, ...older.map((link) => link.renewals));
}

function newLink(
  activation: WaitingActivation,
  approverId: string,
  renewals: number,
  lifetime: number,
  { randomText, now }: MailNeeds,
) {
  const jti = randomText(JTI_BYTES);
  const code = newMatchCode(randomText);
  const link: DecisionLink = {
    activationId: activation.id,
    hash: hashJti(jti),
    approverId,
    codeHash: hashMatchCode(jti, code),
    expiresAt: earliest(openApprovalOf(activation).deadline, plusMinutes(now(), lifetime)),
    state: 'open',
    tries: 0,
    renewals,
    events: 0,
  };
  return { jti, code, link };
}

async function signedAsk(
  link: DecisionLink,
  jti: string,
  matchCode: string,
  activation: WaitingActivation,
  { linkMint, publicOrigin, now }: MailNeeds,
): Promise<Ask> {
  const claims: Omit<LinkClaims, 'act'> = {
    sub: link.approverId,
    jti,
    rid: activation.id,
    rev: activation.termsRevision,
    th: hashTerms(termsOf(activation)),
    nbf: Math.floor(Date.parse(now()) / 1000),
    exp: Math.floor(Date.parse(link.expiresAt) / 1000),
  };
  const address = async (act: LinkClaims['act']) => `${publicOrigin}/decide#${await linkMint.mint({ ...claims, act })}`;
  return {
    approveUrl: await address(['approve', 'deny']),
    denyUrl: await address(['deny', 'approve']),
    matchCode,
    expiresAt: link.expiresAt,
  };
}
