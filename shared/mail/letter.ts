import { oneLine } from './one-line.ts';
import { unlinked } from './typed-words.ts';

/** What a mail says, before it becomes text and HTML. */
export interface Letter {
  readonly subject: string;
  /** The news in a sentence. Begins with words of ours: no name may start a line. */
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly ask?: Ask;
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

/** The decision a mail asks for: links of this mail alone, and the code that goes with them. */
export interface Ask {
  readonly approveUrl: string;
  readonly denyUrl: string;
  readonly matchCode: string;
  /** When the links stop working; ISO 8601 UTC. */
  readonly expiresAt: string;
}

/** The one-time code of an invitation, and where to redeem it. */
export interface Invitation {
  readonly redeemUrl: string;
  readonly code: string;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
}

const SUBJECT_CHARACTERS = 150;
const HEADLINE_CHARACTERS = 300;
/** A justification of the longest, and the seams in it. */
const FACT_CHARACTERS = 2100;

/** The letter with everything people typed made harmless; whatever is rendered went through here. */
export function tidy(letter: Letter): Letter {
  return {
    ...letter,
    subject: oneLine(letter.subject, SUBJECT_CHARACTERS),
    headline: unlinked(letter.headline, HEADLINE_CHARACTERS),
    facts: letter.facts.map(({ label, value, isAddress }) => ({
      label,
      value: isAddress ? oneLine(value, FACT_CHARACTERS) : unlinked(value, FACT_CHARACTERS),
    })),
  };
}
