import type { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { activationMails, assignmentMails, extensionMails, type MailedEvent } from '#shared/dynamodb/stream-filters';
import { mailTags } from '#shared/mail/mail-tags';
import type { Delivery, MailClaim } from '#shared/ports/mail-claims';
import { planActivationMails } from './activation-mails.ts';
import { planAssignmentMails } from './assignment-mails.ts';
import { planExtensionMails } from './extension-mails.ts';
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
  if (about.kind === 'activation' && (failed > 0 || drafts.length === 0))
    await recordUnreachableApprovers(about.id, needs);
  if (undelivered > 0)
    throw new MailsUndelivered(`${undelivered} mails about ${event.type} are not on their way yet.`, {
      failed,
      heldBack,
    });
  return failed;
}

function planMails(event: MailEvent, needs: MailNeeds): Promise<MailPlan> {
  const { type } = event;
  if (type === 'role.settings_changed') return planSettingsMails(event, needs);
  if (type === 'principal.invited') return planInvitationMail(event, needs);
  if (isOneOf(assignmentMails, type)) return planAssignmentMails({ ...event, type }, needs);
  if (isOneOf(extensionMails, type)) return planExtensionMails({ ...event, type }, needs);
  if (isOneOf(activationMails, type)) return planActivationMails({ ...event, type }, needs);
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
  const claims = drafts.map(({ recipient: { id, audience }, link, replaces }) => ({
    ...{ about, eventId: event.id, recipientId: id, audience },
    ...(link ? { link } : {}),
    ...(replaces ? { replaces } : {}),
  }));
  const { ours, unsettled } = await needs.mailClaims.claim(claims, plusMinutes(needs.now(), LEASE_MINUTES));
  const results = await Promise.all(
    drafts.flatMap((draft, position) => {
      const claim = claims[position];
      return claim && ours.includes(claim) ? [deliver(draft, claim, needs)] : [];
    }),
  );
  if (results.length > 0) await needs.mailClaims.settle(results);
  const count = (state: Delivery['state']) => results.filter(({ delivery }) => delivery.state === state).length;
  const heldBack = results.filter(({ delivery }) => 'error' in delivery && delivery.error === 'SendingHeldBack').length;
  return { failed: count('failed'), heldBack, undelivered: unsettled + count('retry') };
}

async function deliver(
  { recipient, write }: MailDraft,
  claim: MailClaim,
  { mailer }: MailNeeds,
): Promise<{ claim: MailClaim; delivery: Delivery }> {
  try {
    const words = await write();
    if (!words) return { claim, delivery: { state: 'dropped' } };
    const messageId = await mailer.send({ ...words, to: recipient.address, tags: mailTags(claim) });
    return { claim, delivery: { state: 'sent', messageId } };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    return { claim, delivery: { state: name === 'MessageRejected' ? 'failed' : 'retry', error: name } };
  }
}
