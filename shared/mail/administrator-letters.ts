import { durationInWords } from '#shared/domain/duration-in-words';
import { decisionFacts, purposeFacts, roleFacts, untilFact, whoFacts } from './activation-facts.ts';
import type { Letter } from './letter.ts';
import { type ActivationFacts, deadlineOf, endOf, outcomeOf } from './mail-facts.ts';
import { endingFacts } from './requester-letters.ts';

/** Tells administrators who holds what, and why (SET-2). */
export function activatedForAdministrators(facts: ActivationFacts): Letter {
  const { activation } = facts;
  return news(facts, 'Activated', {
    facts: [
      ...untilFact('Valid until', endOf(facts), facts.at),
      ...purposeFacts(activation),
      ...decisionFacts(facts, 'approve'),
    ],
    closing: 'You get this mail because the settings of the role say so. An administrator can revoke the access.',
  });
}

/** Tells administrators how an access ended; above all that it failed (NOT-1). */
export function endedForAdministrators(facts: ActivationFacts): Letter {
  const failed = outcomeOf(facts) === 'failed';
  return news(facts, failed ? 'Failed' : 'Ended', {
    facts: [...endingFacts(facts), ...purposeFacts(facts.activation)],
    closing: failed
      ? 'The access has been withdrawn. Look into the log of the access provider.'
      : 'The access has been withdrawn.',
  });
}

/** Tells administrators that somebody holds what they hold for longer. */
export function extendedForAdministrators(facts: ActivationFacts): Letter {
  const justification = facts.extension?.justification;
  return news(facts, 'Extended', {
    facts: [
      ...untilFact('Valid until', endOf(facts), facts.at),
      ...purposeFacts(justification === undefined ? facts.activation : { justification }),
      ...decisionFacts(facts, 'approve'),
    ],
    closing: 'You get this mail because the settings of the role say so. An administrator can revoke the access.',
  });
}

/** Tells every administrator at once of a use without approval, whatever the settings say (SET-9). */
export function breakGlassForAdministrators(facts: ActivationFacts): Letter {
  const { activation } = facts;
  return news(facts, 'Break-glass', {
    facts: [{ label: 'How long', value: durationInWords(activation.durationMinutes) }, ...purposeFacts(activation)],
    closing:
      'Look now: nobody approved this. Revoke the access if it is no emergency, and review it afterwards; somebody other than the person who used it has to sign it off.',
  });
}

/** Tells administrators that a request waits for people no mail reaches (T-40). */
export function unreachableForAdministrators(facts: ActivationFacts): Letter {
  const { activation } = facts;
  return news(facts, 'Nobody could be asked', {
    facts: [...untilFact('Waits until', deadlineOf(facts), facts.at), ...purposeFacts(activation)],
    closing:
      'The mails to all approvers came back. Correct their addresses, or name other approvers in the settings of the role. The approvers can still decide in the inbox.',
  });
}

function news({ activation }: ActivationFacts, what: string, rest: Pick<Letter, 'facts' | 'closing'>): Letter {
  const { requester, roleName } = activation;
  const subject = `${what}: ${roleName} by ${requester.displayName}`;
  return {
    subject,
    headline: `${subject}.`,
    ...rest,
    facts: [...whoFacts(requester), ...roleFacts(activation), ...rest.facts],
  };
}
