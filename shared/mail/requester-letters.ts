import type { Outcome } from '#shared/domain/activation';
import { reasonFacts, roleFacts, untilFact, voteFacts } from './activation-facts.ts';
import type { Fact, Letter } from './letter.ts';
import { endOf, type MailFacts, outcomeOf } from './mail-facts.ts';
import { durationInWords, instantInWords } from './time-in-words.ts';

export function approvedForRequester(facts: MailFacts): Letter {
  const { activation } = facts;
  const { startsAt } = activation;
  const starts = startsAt === undefined || startsAt <= facts.at ? 'now' : instantInWords(startsAt);
  return news(facts, 'Approved', {
    facts: [
      { label: 'Starts', value: starts },
      { label: 'How long', value: durationInWords(activation.durationMinutes) },
      ...voteFacts(activation, 'approve'),
    ],
    closing: 'You get another mail as soon as the role is active.',
  });
}

export function deniedForRequester(facts: MailFacts): Letter {
  return news(facts, 'Denied', {
    facts: voteFacts(facts.activation, 'deny'),
    closing: 'No access was given. Talk to the approver before you ask again.',
  });
}

export function timedOutForRequester(facts: MailFacts): Letter {
  const deadline = facts.activation.approval?.deadline;
  return news(facts, 'Timed out', {
    facts: deadline === undefined ? [] : [{ label: 'Deadline', value: instantInWords(deadline) }],
    closing: 'Nobody decided in time and no access was given. Ask again if you still need the role.',
  });
}

export function cancelledForRequester(facts: MailFacts): Letter {
  return news(facts, 'Cancelled', {
    facts: [{ label: 'By', value: facts.actor.displayName }, ...reasonFacts(facts.activation)],
    closing: 'No access was given.',
  });
}

export function activatedForRequester(facts: MailFacts): Letter {
  return news(facts, 'Active', {
    facts: untilFact('Valid until', endOf(facts), facts.at),
    closing: 'The access lapses by itself. Deactivate the role earlier when you are done.',
  });
}

export function endingSoonForRequester(facts: MailFacts): Letter {
  return news(facts, 'Ending soon', {
    facts: untilFact('Ends', endOf(facts), facts.at),
    closing: 'Finish or save your work. Once it has ended you can activate the role again.',
  });
}

const endings: Readonly<Record<Outcome, string>> = {
  expired: 'The time you asked for is over and the access has been withdrawn.',
  deactivated: 'You gave the role back and the access has been withdrawn.',
  revoked: 'The access was revoked before its time and has been withdrawn.',
  failed: 'Something failed, so the access has been withdrawn. Ask an administrator to look into it.',
};

export function endedForRequester(facts: MailFacts): Letter {
  const outcome = outcomeOf(facts);
  return news(facts, outcome === 'failed' ? 'Failed' : 'Ended', {
    facts: endingFacts(facts),
    closing: outcome === undefined ? 'The access has been withdrawn.' : endings[outcome],
  });
}

/** How and when an access ended, and why where somebody said so. */
export function endingFacts(facts: MailFacts): Fact[] {
  const outcome = outcomeOf(facts);
  return [
    ...(outcome === undefined ? [] : [{ label: 'Outcome', value: outcome }]),
    { label: 'Ended', value: instantInWords(facts.at) },
    ...reasonFacts(facts.activation),
  ];
}

function news({ activation }: MailFacts, what: string, rest: Pick<Letter, 'facts' | 'closing'>): Letter {
  const subject = `${what}: ${activation.roleName}`;
  return { subject, headline: `${subject}.`, ...rest, facts: [...roleFacts(activation), ...rest.facts] };
}
