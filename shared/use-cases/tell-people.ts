import type { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import {
  activationMails,
  assignmentMails,
  extensionMails,
  gainedAccessMails,
  type MailedEvent,
} from '#shared/dynamodb/stream-filters';
import { mailTags } from '#shared/mail/mail-tags';
import type { Delivery, MailClaim } from '#shared/ports/mail-claims';
import { planActivationMails } from './activation-mails.ts';
import { planAssignmentMails } from './assignment-mails.ts';
import { planExtensionMails } from './extension-mails.ts';
import { planGainedAccessMails } from './gained-access-mails.ts';
import { planImportMails } from './import-mails.ts';
import type { MailDraft, MailNeeds, MailPlan } from './mail-draft.ts';
import { planInvitationMail, planSettingsMails } from './organization-mails.ts';
import { recordUnreachableApprovers } from './unreachable-approvers.ts';

export type MailEvent = AuditEvent & { type: MailedEvent };

/** A claim older than this belongs to nobody any more: whoever took it has crashed. */
const LEASE_MINUTES = 2;

/** Thrown when mails could not be handed over and may be later; those that went out are on record and go out only once. */
export class MailsUndelivered extends Error {
  override readonly name = 'MailsUndelivered';
  /** How many the mail service refused for good besides. */
  readonly failed: number;
  /** How many of those to come again wait for somebody to allow it: the sender is not verified, the account in the sandbox. */
  readonly heldBack: number;

  constructor(message: string, { failed, heldBack }: { failed: number; heldBack: number }) {
    super(message);
    this.failed = failed;
    this.heldBack = heldBack;
  }
}

/**
 * Tells everybody concerned about one event, each in a mail of their own: claimed first, sent, then put on record.
 *
 * @param hasTime whether there is time for as many as are sent together; when it is over, the rest waits until the event comes again
 * @returns how many mails the mail service refused for good
 * @throws MailsUndelivered when some are to be tried again
 */
export async function tellPeople(
  event: MailEvent,
  needs: MailNeeds,
  hasTime: () => boolean = () => true,
): Promise<number> {
  const { about, drafts } = await planMails(event, needs);
  const { atOnce } = needs.mailer;
  let failed = 0;
  let heldBack = 0;
  // Whoever holds a claim may have crashed: the event comes again until somebody has said what became of every mail.
  let undelivered = 0;
  for (let from = 0; from < drafts.length; from += atOnce) {
    if (!hasTime()) {
      undelivered += drafts.length - from;
      break;
    }
    const some = await handOver(drafts.slice(from, from + atOnce), about, event, needs);
    failed += some.failed;
    heldBack += some.heldBack;
    undelivered += some.undelivered;
  }
  if (failed > 0 || drafts.length === 0) await recordUnreachable(about, drafts, needs);
  if (undelivered > 0)
    throw new MailsUndelivered(`${undelivered} mails about ${event.type} are not on their way yet.`, {
      failed,
      heldBack,
    });
  return failed;
}

/** Of all the mails were about: one that asks about several requests failed for each of them. */
async function recordUnreachable(about: MailPlan['about'], drafts: readonly MailDraft[], needs: MailNeeds) {
  const all = [about, ...drafts.flatMap(({ asks = [] }) => asks.map((asked) => asked.about))];
  const ids = new Set(all.flatMap(({ kind, id }) => (kind === 'activation' ? [id] : [])));
  for (const id of ids) await recordUnreachableApprovers(id, needs);
}

function planMails(event: MailEvent, needs: MailNeeds): Promise<MailPlan> {
  const { type } = event;
  if (type === 'role.settings_changed') return planSettingsMails(event, needs);
  if (type === 'policy.imported') return planImportMails(event, needs);
  if (type === 'principal.invited') return planInvitationMail(event, needs);
  if (isOneOf(assignmentMails, type)) return planAssignmentMails({ ...event, type }, needs);
  if (isOneOf(extensionMails, type)) return planExtensionMails({ ...event, type }, needs);
  if (isOneOf(activationMails, type)) return planActivationMails({ ...event, type }, needs);
  if (isOneOf(gainedAccessMails, type)) return planGainedAccessMails({ ...event, type }, needs);
  return type satisfies never;
}

function isOneOf<T extends MailedEvent>(types: readonly T[], type: MailedEvent): type is T {
  return types.some((one) => one === type);
}

async function handOver(
  drafts: readonly MailDraft[],
  about: MailPlan['about'],
  event: MailEvent,
  needs: MailNeeds,
): Promise<{ failed: number; heldBack: number; undelivered: number }> {
  const claimed = drafts.map((draft) => ({ draft, claims: claimsOf(draft, about, event) }));
  const lease = plusMinutes(needs.now(), LEASE_MINUTES);
  const { ours, unsettled } = await needs.mailClaims.claim(
    claimed.flatMap(({ claims }) => claims),
    lease,
  );
  const delivered = await Promise.all(
    claimed.flatMap(({ draft, claims }) => {
      const own = claims.filter((claim) => ours.includes(claim));
      return own.length === 0 ? [] : [deliver(draft, own, needs)];
    }),
  );
  const results = delivered.flatMap(settlements);
  if (results.length > 0) await needs.mailClaims.settle(results);
  const count = (state: Delivery['state']) => delivered.filter(({ delivery }) => delivery.state === state).length;
  const heldBack = delivered.filter(
    ({ delivery }) => 'error' in delivery && delivery.error === 'SendingHeldBack',
  ).length;
  return { failed: count('failed'), heldBack, undelivered: unsettled + count('retry') };
}

function claimsOf({ recipient: { id, audience }, asks }: MailDraft, about: MailPlan['about'], event: MailEvent) {
  const recipient = { recipientId: id, audience };
  return asks
    ? asks.map((asked): MailClaim => ({ ...asked, ...recipient }))
    : [{ about, eventId: event.id, ...recipient }];
}

interface Delivered {
  readonly claims: readonly MailClaim[];
  readonly delivery: Delivery;
}

/** The mail is known by the first of its claims, which knows of the others. */
function settlements({ claims, delivery }: Delivered): { claim: MailClaim; delivery: Delivery }[] {
  const [, ...others] = claims;
  const sharedWith = others.map(({ about, eventId, recipientId }) => ({ about, eventId, recipientId }));
  const isShared = delivery.state === 'sent' && sharedWith.length > 0;
  return claims.map((claim, place) => ({
    claim,
    delivery: isShared && place === 0 ? { ...delivery, sharedWith } : delivery,
  }));
}

async function deliver(
  { recipient, asks = [], write }: MailDraft,
  claims: readonly MailClaim[],
  { mailer }: MailNeeds,
): Promise<Delivered> {
  const [first] = claims;
  if (!first) return { claims, delivery: { state: 'dropped' } };
  try {
    const words = await write(asks.filter(({ link }) => claims.some((claim) => claim.link === link)));
    if (!words) return { claims, delivery: { state: 'dropped' } };
    const messageId = await mailer.send({ ...words, to: recipient.address, tags: mailTags(first) });
    return { claims, delivery: { state: 'sent', messageId } };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    return { claims, delivery: { state: name === 'MessageRejected' ? 'failed' : 'retry', error: name } };
  }
}
