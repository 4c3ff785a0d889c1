import { oneLine } from './one-line.ts';
import { unlinked } from './typed-words.ts';

/** What a mail says, before it becomes text and HTML. */
export interface Letter {
  readonly subject: string;
  /** The news in a sentence. Begins with words of ours: no name may start a line. */
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly asking?: Asking;
  readonly invitation?: Invitation;
  /** What to do or not to do now; words of ours only. */
  readonly closing: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** An address of the directory, which may be written to; in every other value none can be followed. */
  readonly isAddress?: true;
}

/** What a mail asks to decide: once, or request by request; one code for all. */
export interface Asking {
  readonly matchCode: string;
  readonly requests: readonly AskedRequest[];
  /** Where all of them are decided together, when there are several. */
  readonly reviewUrl?: string;
}

/** One decision, with what sets it apart from the others in the mail. */
export interface AskedRequest extends Pick<Ask, 'approveUrl' | 'denyUrl'> {
  readonly facts: readonly Fact[];
}

/** The decision on one request: its links, and the code that goes with them. */
export interface Ask {
  readonly approveUrl: string;
  readonly denyUrl: string;
  readonly matchCode: string;
  /** When the links stop working; ISO 8601 UTC. */
  readonly endsAt: string;
}

/** The one-time code of an invitation, and the page that redeems it, with the code behind `#`. */
export interface Invitation {
  readonly joinUrl: string;
  readonly code: string;
  /** ISO 8601 UTC. */
  readonly endsAt: string;
}

const SUBJECT_CHARACTERS = 150;
const HEADLINE_CHARACTERS = 300;
/** A justification of the longest, and the seams in it. */
const FACT_CHARACTERS = 2100;

/** The letter with everything people typed made harmless; whatever is rendered went through here. */
export function tidy(letter: Letter): Letter {
  const { asking } = letter;
  return {
    ...letter,
    ...(asking ? { asking: { ...asking, requests: asking.requests.map(tidyRequest) } } : {}),
    subject: oneLine(letter.subject, SUBJECT_CHARACTERS),
    headline: unlinked(letter.headline, HEADLINE_CHARACTERS),
    facts: letter.facts.map(tidyFact),
  };
}

function tidyRequest(request: AskedRequest): AskedRequest {
  return { ...request, facts: request.facts.map(tidyFact) };
}

function tidyFact({ label, value, isAddress }: Fact): Fact {
  return { label, value: isAddress ? oneLine(value, FACT_CHARACTERS) : unlinked(value, FACT_CHARACTERS) };
}
