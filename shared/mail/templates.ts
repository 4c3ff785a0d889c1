import type { MailedEvent } from '#shared/dynamodb/stream-filters';
import type { Mail } from '#shared/ports';
import { activatedForAdministrators, endedForAdministrators } from './administrator-letters.ts';
import {
  approvedForApprovers,
  cancelledForApprovers,
  decisionAsked,
  decisionReminded,
  deniedForApprovers,
  linkRenewed,
  timedOutForApprovers,
} from './approver-letters.ts';
import { htmlPart } from './html-part.ts';
import { type Letter, tidy } from './letter.ts';
import type { MailFacts } from './mail-facts.ts';
import {
  activatedForRequester,
  approvedForRequester,
  cancelledForRequester,
  deniedForRequester,
  endedForRequester,
  endingSoonForRequester,
  timedOutForRequester,
} from './requester-letters.ts';
import { textPart } from './text-part.ts';

/** Whom a mail is for: somebody asked to decide, the requester, an administrator, or an approver who is only told. */
export type Audience = 'approver' | 'requester' | 'administrator' | 'co_approver';

/** Who is told what about which event (NOT-1); what is not in here is not told. */
const letters: Readonly<Record<MailedEvent, Partial<Record<Audience, (facts: MailFacts) => Letter>>>> = {
  'activation.requested': { approver: decisionAsked },
  'activation.approval_reminded': { approver: decisionReminded },
  'link.renewed': { approver: linkRenewed },
  'activation.approved': { requester: approvedForRequester, co_approver: approvedForApprovers },
  'activation.denied': { requester: deniedForRequester, co_approver: deniedForApprovers },
  'activation.timed_out': { requester: timedOutForRequester, co_approver: timedOutForApprovers },
  'activation.cancelled': { requester: cancelledForRequester, co_approver: cancelledForApprovers },
  'activation.activated': { requester: activatedForRequester, administrator: activatedForAdministrators },
  'activation.ending_soon': { requester: endingSoonForRequester },
  'activation.ended': { requester: endedForRequester, administrator: endedForAdministrators },
};

/**
 * Writes the mail about an event for one audience.
 *
 * @throws Error when that audience is not told about the event, or the links to decide by are missing
 */
export function renderMail(event: MailedEvent, audience: Audience, facts: MailFacts): Omit<Mail, 'to'> {
  const write = letters[event][audience];
  if (!write) throw new Error(`No mail about ${event} is written for the audience ${audience}.`);
  const letter = tidy(write(facts));
  return { subject: letter.subject, text: textPart(letter), html: htmlPart(letter) };
}
