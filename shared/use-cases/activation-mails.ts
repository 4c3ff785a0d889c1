import type { Activation } from '#shared/domain/activation';
import { readDeniedTimeDetails, readMoreTimeDetails } from '#shared/domain/event-details';
import { isWaiting } from '#shared/domain/open-approval';
import type { ActivationMail } from '#shared/dynamodb/stream-filters';
import type { AskedExtension } from '#shared/mail/mail-facts';
import { renderMail } from '#shared/mail/templates';
import { type AskingEvent, draftCallMails } from './call-mails.ts';
import { decisionAsks, mailAboutOne } from './decision-asks.ts';
import { listRecipients } from './mail-audiences.ts';
import type { MailDraft, MailNeeds, MailPlan, Recipient } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

type ActivationMailEvent = MailEvent & { type: ActivationMail };

/** The mails about an event of an activation, as it is now; none when it is gone. */
export async function planActivationMails(event: ActivationMailEvent, needs: MailNeeds): Promise<MailPlan> {
  const id = event.subject.kind === 'activation' ? event.subject.id : String(event.details.activationId);
  const about = { kind: 'activation', id } as const;
  const activation = await needs.activations.find(id);
  if (!activation) return { about, drafts: [] };
  if (activation.call && isAsking(event)) return { about, drafts: await draftCallMails(event, activation.call, needs) };
  const recipients = await listRecipients(event, activation, needs);
  return { about, drafts: await draftMails(event, activation, recipients, needs) };
}

async function draftMails(
  event: ActivationMailEvent,
  activation: Activation,
  recipients: readonly Recipient[],
  needs: MailNeeds,
): Promise<MailDraft[]> {
  const extension = extensionOf(event, activation);
  const facts = { activation, at: event.at, actor: event.actor, ...(extension ? { extension } : {}) };
  const asks = recipients.some(isAsked) && isWaiting(activation);
  const { askOf } = asks ? await decisionAsks(event, activation, needs) : {};
  return recipients.map((recipient) => {
    const { audience } = recipient;
    if (!askOf || !isAsked(recipient)) return { recipient, write: () => renderMail(event.type, audience, facts) };
    const { ask, ...link } = askOf(recipient.id, mailAboutOne(needs));
    const write = async () => renderMail(event.type, audience, { ...facts, ask: await ask() });
    return {
      recipient,
      asks: [{ about: { kind: 'activation', id: activation.id }, eventId: event.id, ...link }],
      write,
    };
  });
}

function isAsking(event: ActivationMailEvent): event is AskingEvent {
  return event.type === 'activation.requested' || event.type === 'activation.approval_reminded';
}

const isAsked = ({ audience }: Recipient) => audience === 'approver';

/** The extension an event is about: the one that waits, or the one it decided, which the activation has no longer. */
function extensionOf({ type, details }: ActivationMailEvent, activation: Activation): AskedExtension | undefined {
  if (type === 'activation.extended' || type === 'activation.extension_timed_out') {
    const { vote, ...asked } = readMoreTimeDetails(details);
    return { ...asked, verdict: vote };
  }
  if (type === 'activation.extension_denied') {
    const { additionalMinutes, ...verdict } = readDeniedTimeDetails(details);
    return { additionalMinutes, verdict };
  }
  if (activation.status !== 'active' || !activation.extension || !asksOrReports.has(type)) return undefined;
  const { additionalMinutes, justification, approval } = activation.extension;
  return { additionalMinutes, justification, deadline: approval.deadline };
}

/** What is said of what waits, be it a request or an extension. */
const asksOrReports = new Set<MailEvent['type']>([
  'activation.extension_requested',
  'activation.approval_reminded',
  'activation.approvers_changed',
  'link.renewed',
  'mail.approvers_unreachable',
]);
