import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';
import { hashMatchCode, newMatchCode } from '#shared/decision-tokens/match-code';
import type { Activation, PendingActivation } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';
import { type DecisionLink, linkLifetimeMinutes } from '#shared/domain/decision-link';
import { earliest, plusMinutes } from '#shared/domain/instant';
import { termsOf } from '#shared/domain/terms';
import type { MailedEvent } from '#shared/dynamodb/stream-filters';
import type { Ask } from '#shared/mail/letter';
import { renderMail } from '#shared/mail/templates';
import type { Delivery, LinkClaims, MailClaim, Ports } from '#shared/ports';
import { listRecipients, type Recipient } from './mail-audiences.ts';

type Needs = Pick<
  Ports,
  'activations' | 'principals' | 'roles' | 'decisionLinks' | 'mailClaims' | 'mailer' | 'linkMint' | 'randomText' | 'now'
> & {
  /** Origin of the decision page, `https://host`. */
  readonly publicOrigin: string;
};

export type MailEvent = AuditEvent & { type: MailedEvent };

/** A claim older than this belongs to nobody any more: whoever took it has crashed. */
const LEASE_MINUTES = 2;
const JTI_BYTES = 16;

/** Thrown when mails could not be handed over and may be later; those that went out are on record and go out only once. */
export class MailsUndelivered extends Error {
  override readonly name = 'MailsUndelivered';
}

/**
 * Tells everybody concerned about one event, each in a mail of their own: claimed first, sent, then put on record.
 *
 * @returns how many mails the mail service refused for good
 * @throws MailsUndelivered when some are to be tried again
 */
export async function tellPeople(event: MailEvent, needs: Needs): Promise<number> {
  const activation = await needs.activations.find(activationIdOf(event));
  if (!activation) return 0;
  const recipients = await listRecipients(event, activation, needs);
  if (recipients.length === 0) return 0;

  const drafts = await draftMails(event, activation, recipients, needs);
  const leaseUntil = plusMinutes(needs.now(), LEASE_MINUTES);
  const claims = drafts.map((draft) => draft.claim);
  const { ours, unsettled } = await needs.mailClaims.claim(claims, leaseUntil);
  const claimed = drafts.filter((draft) => ours.includes(draft.claim));
  const results = await Promise.all(claimed.map((draft) => deliver(draft, event, activation, needs)));
  if (results.length > 0) await needs.mailClaims.settle(results);

  // Whoever holds a claim may have crashed: the event comes again until somebody has said what became of every mail.
  const undelivered = unsettled + results.filter((result) => result.delivery.state === 'retry').length;
  if (undelivered > 0) throw new MailsUndelivered(`${undelivered} mails about ${event.type} are not on their way yet.`);
  return results.filter((result) => result.delivery.state === 'failed').length;
}

function activationIdOf({ subject, details }: AuditEvent): string {
  return subject.kind === 'activation' ? subject.id : String(details.activationId);
}

interface Draft {
  readonly recipient: Recipient;
  readonly claim: MailClaim;
  readonly secret?: { readonly jti: string; readonly code: string; readonly link: DecisionLink };
}

async function draftMails(
  event: MailEvent,
  activation: Activation,
  recipients: Recipient[],
  needs: Needs,
): Promise<Draft[]> {
  const asking = activation.status === 'pending_approval' && recipients.some(({ audience }) => audience === 'approver');
  const earlier = asking ? await needs.decisionLinks.listFor(activation.id) : [];
  const lifetime = asking ? await lifetimeMinutes(activation, needs) : 0;
  return recipients.map((recipient) => {
    const { principal, address, audience } = recipient;
    const claim = { activationId: activation.id, eventId: event.id, recipientId: principal.id, address };
    if (audience !== 'approver' || activation.status !== 'pending_approval') return { recipient, claim };
    const older = earlier.filter((link) => link.approverId === principal.id);
    const renewals = event.type === 'link.renewed' ? Number(event.details.renewals) : mostRenewals(older);
    const secret = newLink(activation, principal.id, renewals, lifetime, needs);
    const replaces = older.filter((link) => link.state === 'open');
    return { recipient, claim: { ...claim, link: secret.link, replaces }, secret };
  });
}

async function lifetimeMinutes({ roleId, resourceId }: Activation, { roles }: Needs): Promise<number> {
  const place = await roles.findAt(roleId, resourceId);
  return linkLifetimeMinutes(place?.settings.settings.decisionMode ?? 'signIn');
}

/** A reminder brings a fresh link, but no fresh count of renewals. */
function mostRenewals(older: readonly DecisionLink[]): number {
  return Math.max(0, ...older.map((link) => link.renewals));
}

function newLink(
  activation: PendingActivation,
  approverId: string,
  renewals: number,
  lifetime: number,
  { randomText, now }: Needs,
) {
  const jti = randomText(JTI_BYTES);
  const code = newMatchCode(randomText);
  const link: DecisionLink = {
    activationId: activation.id,
    hash: hashJti(jti),
    approverId,
    codeHash: hashMatchCode(jti, code),
    expiresAt: earliest(activation.approval.deadline, plusMinutes(now(), lifetime)),
    state: 'open',
    tries: 0,
    renewals,
    events: 0,
  };
  return { jti, code, link };
}

async function deliver(
  draft: Draft,
  event: MailEvent,
  activation: Activation,
  needs: Needs,
): Promise<{ claim: MailClaim; delivery: Delivery }> {
  const { recipient, claim } = draft;
  try {
    const ask = await askOf(draft, activation, needs);
    const mail = renderMail(event.type, recipient.audience, {
      activation,
      at: event.at,
      actor: event.actor,
      ...(ask ? { ask } : {}),
    });
    const messageId = await needs.mailer.send({ ...mail, to: recipient.address });
    return { claim, delivery: { state: 'sent', messageId } };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    return { claim, delivery: { state: name === 'MessageRejected' ? 'failed' : 'retry', error: name } };
  }
}

async function askOf(
  { secret }: Draft,
  activation: Activation,
  { linkMint, publicOrigin, now }: Needs,
): Promise<Ask | undefined> {
  if (!secret) return undefined;
  const { jti, code, link } = secret;
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
    matchCode: code,
    expiresAt: link.expiresAt,
  };
}
