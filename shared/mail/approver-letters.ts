import { durationInWords } from '#shared/domain/duration-in-words';
import {
  decisionFacts,
  extensionFacts,
  reasonFacts,
  roleFacts,
  termFacts,
  untilFact,
  whoFacts,
} from './activation-facts.ts';
import type { Ask, Asking, Letter } from './letter.ts';
import { type ActivationFacts, deadlineOf } from './mail-facts.ts';
import { named } from './typed-words.ts';

export const ASKING_CLOSING =
  'You can also sign in and decide in your inbox. Nobody can decide on their own activation.';
const NOTHING_TO_DO = 'Nothing is left for you to do: links of earlier mails about it no longer work.';

/** Asks an approver for a decision, on a request or on more time for what runs (APR-1). */
export function decisionAsked(facts: ActivationFacts): Letter {
  const { displayName } = facts.activation.requester;
  return {
    subject: `Approve or deny: ${displayName} asks for ${wishOf(facts)}`,
    headline: `Please decide: ${displayName} asks for ${wishOf(facts)}.`,
    ...asking(facts),
  };
}

/** Asks again, half-way and shortly before the deadline (APR-5). */
export function decisionReminded(facts: ActivationFacts): Letter {
  const { displayName } = facts.activation.requester;
  return {
    subject: `Reminder: approve or deny: ${displayName} asks for ${wishOf(facts)}`,
    headline: `A reminder, with fresh links: ${displayName} still waits for a decision on ${wishOf(facts)}.`,
    ...asking(facts),
  };
}

/** Answers an approver who asked for a fresh link. */
export function linkRenewed(facts: ActivationFacts): Letter {
  const { displayName } = facts.activation.requester;
  return {
    subject: `Fresh links: ${displayName} asks for ${wishOf(facts)}`,
    headline: `Here are the fresh links you asked for: ${displayName} asks for ${wishOf(facts)}.`,
    ...asking(facts),
  };
}

/** What is asked for, in a sentence: the role, or so much more time of it. */
function wishOf({ activation, extension }: ActivationFacts): string {
  if (!extension) return activation.roleName;
  return `${durationInWords(extension.additionalMinutes)} more of ${activation.roleName}`;
}

function asking(facts: ActivationFacts): Pick<Letter, 'facts' | 'asking' | 'closing'> {
  const { activation, extension, at } = facts;
  const terms = extension ? extensionFacts(activation, extension) : termFacts(activation);
  return {
    facts: [...terms, ...untilFact('Decide by', deadlineOf(facts), at)],
    asking: askingOnce(askOf(facts)),
    closing: ASKING_CLOSING,
  };
}

function askingOnce({ matchCode, ...links }: Ask): Asking {
  return { matchCode, requests: [{ facts: [], ...links }] };
}

function askOf({ ask }: ActivationFacts): Ask {
  if (!ask) throw new Error('A mail that asks for a decision needs its links.');
  return ask;
}

/** Tells every approver that it is approved (APR-4). */
export function approvedForApprovers(facts: ActivationFacts): Letter {
  return closed(facts, 'Already approved', decisionFacts(facts, 'approve'));
}

export function deniedForApprovers(facts: ActivationFacts): Letter {
  return closed(facts, 'Already denied', decisionFacts(facts, 'deny'));
}

export function timedOutForApprovers(facts: ActivationFacts): Letter {
  return closed(facts, 'Timed out without a decision', []);
}

export function cancelledForApprovers(facts: ActivationFacts): Letter {
  const by = { label: 'By', value: named(facts.actor) };
  return closed(facts, 'Withdrawn', [by, ...reasonFacts(facts.activation)]);
}

function closed(facts: ActivationFacts, what: string, how: Letter['facts']): Letter {
  const { activation } = facts;
  const news = `${what}: ${wishOf(facts)} for ${activation.requester.displayName}`;
  return {
    subject: news,
    headline: `${news}.`,
    facts: [...whoFacts(activation.requester), ...roleFacts(activation), ...how],
    closing: NOTHING_TO_DO,
  };
}
