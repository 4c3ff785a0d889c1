import { reasonFacts, roleFacts, termFacts, untilFact, voteFacts } from './activation-facts.ts';
import type { Ask, Letter } from './letter.ts';
import type { MailFacts } from './mail-facts.ts';

const ASKING_CLOSING = 'You can also sign in and decide in your inbox. Nobody decides on their own activation.';
const NOTHING_TO_DO = 'Nothing is left for you to do: links of earlier mails about it no longer work.';

/** Asks an approver for a decision (APR-1). */
export function decisionAsked(facts: MailFacts): Letter {
  const { requester, roleName } = facts.activation;
  return {
    subject: `Approve or deny: ${requester.displayName} asks for ${roleName}`,
    headline: `Please decide: ${requester.displayName} asks for ${roleName}.`,
    ...asking(facts),
  };
}

/** Asks again, half-way and shortly before the deadline (APR-5). */
export function decisionReminded(facts: MailFacts): Letter {
  const { requester, roleName } = facts.activation;
  return {
    subject: `Reminder: approve or deny: ${requester.displayName} asks for ${roleName}`,
    headline: `A reminder, with fresh links: ${requester.displayName} still waits for a decision on ${roleName}.`,
    ...asking(facts),
  };
}

/** Answers an approver who asked for a fresh link. */
export function linkRenewed(facts: MailFacts): Letter {
  const { requester, roleName } = facts.activation;
  return {
    subject: `Fresh links: ${requester.displayName} asks for ${roleName}`,
    headline: `Here are the fresh links you asked for: ${requester.displayName} asks for ${roleName}.`,
    ...asking(facts),
  };
}

function asking(facts: MailFacts): Pick<Letter, 'facts' | 'ask' | 'closing'> {
  const { activation, at } = facts;
  return {
    facts: [...termFacts(activation), ...untilFact('Decide by', activation.approval?.deadline, at)],
    ask: askOf(facts),
    closing: ASKING_CLOSING,
  };
}

function askOf({ ask }: MailFacts): Ask {
  if (!ask) throw new Error('A mail that asks for a decision needs its links.');
  return ask;
}

/** Tells every approver that it is approved (APR-4). */
export function approvedForApprovers({ activation }: MailFacts): Letter {
  return closed(activation, 'Already approved', voteFacts(activation, 'approve'));
}

export function deniedForApprovers({ activation }: MailFacts): Letter {
  return closed(activation, 'Already denied', voteFacts(activation, 'deny'));
}

export function timedOutForApprovers({ activation }: MailFacts): Letter {
  return closed(activation, 'Timed out without a decision', []);
}

export function cancelledForApprovers({ activation, actor }: MailFacts): Letter {
  return closed(activation, 'Withdrawn', [{ label: 'By', value: actor.displayName }, ...reasonFacts(activation)]);
}

function closed(activation: MailFacts['activation'], what: string, how: Letter['facts']): Letter {
  const { requester, roleName } = activation;
  const news = `${what}: ${roleName} for ${requester.displayName}`;
  return {
    subject: news,
    headline: `${news}.`,
    facts: [{ label: 'Who', value: requester.displayName }, ...roleFacts(activation), ...how],
    closing: NOTHING_TO_DO,
  };
}
