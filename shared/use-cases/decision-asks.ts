import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';
import { hashMatchCode, newMatchCode } from '#shared/decision-tokens/match-code';
import { type DecisionLink, linkLifetimeMinutes } from '#shared/domain/decision-link';
import { earliest, plusMinutes } from '#shared/domain/instant';
import { openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import type { RoleSettings } from '#shared/domain/role-settings';
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

/** What all links of one mail have in common: the code, and where wrong ones are counted when there are several. */
export interface OneMail {
  readonly code: string;
  readonly countedBy?: string;
}

/** The code of a mail that asks about one thing. */
export function mailAboutOne({ randomText }: MailNeeds): OneMail {
  return { code: newMatchCode(randomText) };
}

/** The code of a mail that asks about several requests, and the count its links share. */
export function mailAboutSeveral(needs: MailNeeds): OneMail {
  return { ...mailAboutOne(needs), countedBy: needs.randomText(JTI_BYTES) };
}

export interface DecisionAsks {
  /** Whether the links decide alone, or after signing in. */
  readonly mode: RoleSettings['decisionMode'];
  /** Draws the link for an approver of what waits. */
  readonly askOf: (approverId: string, mail: OneMail) => DecisionAsk;
}

/** Draws links for the approvers of what waits. */
export async function decisionAsks(
  event: MailEvent,
  activation: WaitingActivation,
  needs: MailNeeds,
): Promise<DecisionAsks> {
  const [earlier, mode] = await Promise.all([needs.decisionLinks.listFor(activation.id), modeOf(activation, needs)]);
  const askOf = (approverId: string, mail: OneMail) => {
    const older = earlier.filter((link) => link.approverId === approverId);
    const renewals = event.type === 'link.renewed' ? Number(event.details.renewals) : mostRenewals(older);
    const { link, jti } = newLink(activation, approverId, renewals, mode, mail, needs);
    const replaces = older.filter(({ state }) => state === 'open');
    return { link, replaces, ask: () => signedAsk(link, jti, mail.code, activation, needs) };
  };
  return { mode, askOf };
}

async function modeOf({ roleId, resourceId }: WaitingActivation, { roles }: MailNeeds) {
  const place = await roles.findAt(roleId, resourceId);
  return place?.settings.settings.decisionMode ?? 'signIn';
}

/** A reminder brings a fresh link, but no fresh count of renewals. */
function mostRenewals(older: readonly DecisionLink[]): number {
  return Math.max(0, ...older.map((link) => link.renewals));
}

function newLink(
  activation: WaitingActivation,
  approverId: string,
  renewals: number,
  mode: RoleSettings['decisionMode'],
  { code, countedBy }: OneMail,
  { randomText, now }: MailNeeds,
) {
  const jti = randomText(JTI_BYTES);
  const link: DecisionLink = {
    activationId: activation.id,
    hash: hashJti(jti),
    approverId,
    codeHash: hashMatchCode(jti, code),
    endsAt: earliest(openApprovalOf(activation).deadline, plusMinutes(now(), linkLifetimeMinutes(mode))),
    state: 'open',
    tries: 0,
    renewals,
    events: 0,
    ...(countedBy === undefined ? {} : { countedBy }),
  };
  return { jti, link };
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
    exp: Math.floor(Date.parse(link.endsAt) / 1000),
  };
  const address = async (act: LinkClaims['act']) => `${publicOrigin}/decide#${await linkMint.mint({ ...claims, act })}`;
  return {
    approveUrl: await address(['approve', 'deny']),
    denyUrl: await address(['deny', 'approve']),
    matchCode,
    endsAt: link.endsAt,
  };
}
