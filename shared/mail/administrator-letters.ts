import { purposeFacts, roleFacts, untilFact, voteFacts } from './activation-facts.ts';
import type { Letter } from './letter.ts';
import { endOf, type MailFacts, outcomeOf } from './mail-facts.ts';
import { endingFacts } from './requester-letters.ts';

/** Tells administrators who holds what, and why (SET-2). */
export function activatedForAdministrators(facts: MailFacts): Letter {
  const { activation } = facts;
  return news(facts, 'Activated', {
    facts: [
      ...untilFact('Valid until', endOf(facts), facts.at),
      ...purposeFacts(activation),
      ...voteFacts(activation, 'approve'),
    ],
    closing: 'You get this mail because the settings of the role say so. An administrator can revoke the access.',
  });
}

/** Tells administrators how an access ended; above all that it failed (NOT-1). */
export function endedForAdministrators(facts: MailFacts): Letter {
  const failed = outcomeOf(facts) === 'failed';
  return news(facts, failed ? 'Failed' : 'Ended', {
    facts: [...endingFacts(facts), ...purposeFacts(facts.activation)],
    closing: failed
      ? 'The access has been withdrawn. Look into the log of the access provider.'
      : 'The access has been withdrawn.',
  });
}

function news({ activation }: MailFacts, what: string, rest: Pick<Letter, 'facts' | 'closing'>): Letter {
  const { requester, roleName } = activation;
  const subject = `${what}: ${roleName} by ${requester.displayName}`;
  const who = { label: 'Who', value: requester.displayName };
  return { subject, headline: `${subject}.`, ...rest, facts: [who, ...roleFacts(activation), ...rest.facts] };
}
