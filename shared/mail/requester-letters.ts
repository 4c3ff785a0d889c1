import type { Outcome } from '#shared/domain/activation';
import { durationInWords } from '#shared/domain/duration-in-words';
import { decisionFacts, reasonFacts, roleFacts, untilFact } from './activation-facts.ts';
import { instantInWords } from './instant-in-words.ts';
import type { Fact, Letter } from './letter.ts';
import { type ActivationFacts, deadlineOf, endOf, outcomeOf } from './mail-facts.ts';
import { named, quoted } from './typed-words.ts';

export function approvedForRequester(facts: ActivationFacts): Letter {
  const { activation } = facts;
  const { startsAt } = activation;
  const starts = startsAt === undefined || startsAt <= facts.at ? 'now' : instantInWords(startsAt);
  return news(facts, 'Approved', {
    facts: [
      { label: 'Starts', value: starts },
      { label: 'How long', value: durationInWords(activation.durationMinutes) },
      ...decisionFacts(facts, 'approve'),
    ],
    closing: 'You will get another mail as soon as the role is active.',
  });
}

export function deniedForRequester(facts: ActivationFacts): Letter {
  return news(facts, 'Denied', {
    facts: decisionFacts(facts, 'deny'),
    closing: 'No access was given. Talk to the approver before you ask again.',
  });
}

export function timedOutForRequester(facts: ActivationFacts): Letter {
  const deadline = facts.activation.approval?.deadline;
  return news(facts, 'Timed out', {
    facts: deadline === undefined ? [] : [{ label: 'Deadline', value: instantInWords(deadline) }],
    closing: 'Nobody decided in time and no access was given. Ask again if you still need the role.',
  });
}

export function cancelledForRequester(facts: ActivationFacts): Letter {
  return news(facts, 'Cancelled', {
    facts: [{ label: 'By', value: named(facts.actor) }, ...reasonFacts(facts.activation)],
    closing: 'No access was given.',
  });
}

export function activatedForRequester(facts: ActivationFacts): Letter {
  return news(facts, 'Active', {
    facts: untilFact('Valid until', endOf(facts), facts.at),
    closing: 'The access lapses by itself. Deactivate the role earlier when you are done.',
  });
}

/** Tells the holder that they have more time (ACT-7). */
export function extendedForRequester(facts: ActivationFacts): Letter {
  return news(facts, 'Extended', {
    facts: [...untilFact('Valid until', endOf(facts), facts.at), ...decisionFacts(facts, 'approve')],
    closing: 'The access lapses by itself at its new end.',
  });
}

const AS_IT_WAS = 'The access goes on to the end it had before.';

export function extensionDeniedForRequester(facts: ActivationFacts): Letter {
  return news(facts, 'No more time, denied', {
    facts: [...untilFact('Valid until', endOf(facts), facts.at), ...decisionFacts(facts, 'deny')],
    closing: AS_IT_WAS,
  });
}

export function extensionTimedOutForRequester(facts: ActivationFacts): Letter {
  return news(facts, 'No more time, nobody decided', {
    facts: untilFact('Valid until', endOf(facts), facts.at),
    closing: AS_IT_WAS,
  });
}

/** Tells whoever used break-glass that an administrator has signed it off (SET-9). */
export function reviewedForRequester(facts: ActivationFacts): Letter {
  const words = facts.activation.breakGlass?.reviewJustification;
  return news(facts, 'Your break-glass use was reviewed', {
    facts: [
      { label: 'Signed off by', value: named(facts.actor) },
      ...(words === undefined ? [] : [{ label: 'Note', value: quoted(words) }]),
    ],
    closing: 'Nothing is left for you to do.',
  });
}

/** Tells the requester that no mail reached anybody who could decide (T-40). */
export function unreachableForRequester(facts: ActivationFacts): Letter {
  const deadline = deadlineOf(facts);
  return news(facts, 'Nobody could be asked', {
    facts: untilFact('Waits until', deadline, facts.at),
    closing:
      'The mails to all approvers came back. They can still decide in the inbox: talk to one of them. Administrators have been told.',
  });
}

export function endingSoonForRequester(facts: ActivationFacts): Letter {
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

export function endedForRequester(facts: ActivationFacts): Letter {
  const outcome = outcomeOf(facts);
  return news(facts, outcome === 'failed' ? 'Failed' : 'Ended', {
    facts: endingFacts(facts),
    closing: outcome === undefined ? 'The access has been withdrawn.' : endings[outcome],
  });
}

/** How and when an access ended, and why where somebody said so. */
export function endingFacts(facts: ActivationFacts): Fact[] {
  const outcome = outcomeOf(facts);
  return [
    ...(outcome === undefined ? [] : [{ label: 'Outcome', value: outcome }]),
    { label: 'Ended', value: instantInWords(facts.at) },
    ...reasonFacts(facts.activation),
  ];
}

function news({ activation }: ActivationFacts, what: string, rest: Pick<Letter, 'facts' | 'closing'>): Letter {
  const subject = `${what}: ${activation.roleName}`;
  return { subject, headline: `${subject}.`, ...rest, facts: [...roleFacts(activation), ...rest.facts] };
}
