import { purposeFacts, requesterFacts, untilFact, wantedFacts } from './activation-facts.ts';
import { ASKING_CLOSING } from './approver-letters.ts';
import type { Fact, Letter } from './letter.ts';
import type { CallFacts } from './mail-facts.ts';

/** Asks an approver about several requests of one call: one code, a section for each (link rule 11). */
export function callRequested(facts: CallFacts): Letter {
  const wish = wishOf(facts);
  return {
    subject: `Approve or deny: ${wish}`,
    headline: `Please decide: ${wish}.`,
    ...asking(facts),
  };
}

export function callReminded(facts: CallFacts): Letter {
  const wish = wishOf(facts);
  return {
    subject: `Reminder: ${wish}`,
    headline: `A reminder, with fresh links: ${wish}.`,
    ...asking(facts),
  };
}

function wishOf({ requests }: CallFacts): string {
  const [first] = requests;
  return `${first?.activation.requester.displayName} asks for ${requests.length} roles`;
}

function asking({ requests, reviewUrl, at }: CallFacts): Pick<Letter, 'facts' | 'asking' | 'closing'> {
  const [first] = requests;
  if (!first) throw new Error('A mail that asks for decisions needs something to decide.');
  const deadlines = requests.map(({ activation }) => untilFact('Decide by', activation.approval?.deadline, at));
  const isOneDeadline = new Set(deadlines.map(inOne)).size === 1;
  const deadlineOf = (place: number) => deadlines[place] ?? [];
  return {
    facts: [
      ...requesterFacts(first.activation),
      ...purposeFacts(first.activation),
      ...(isOneDeadline ? deadlineOf(0) : []),
    ],
    asking: {
      matchCode: first.ask.matchCode,
      requests: requests.map(({ activation, ask }, place) => ({
        facts: [...wantedFacts(activation), ...(isOneDeadline ? [] : deadlineOf(place))],
        approveUrl: ask.approveUrl,
        denyUrl: ask.denyUrl,
      })),
      reviewUrl,
    },
    closing: ASKING_CLOSING,
  };
}

const inOne = (facts: readonly Fact[]) => facts.map(({ value }) => value).join();
