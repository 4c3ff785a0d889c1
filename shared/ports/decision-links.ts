import type { DecisionLink } from '#shared/domain/decision-link';
import type { EventDraft } from '#shared/ports';

/** Decision links, one per approver, mail and activation; of one whose mail asks about several, the tries are those of the mail. */
export interface DecisionLinks {
  find(activationId: string, hash: string): Promise<DecisionLink | undefined>;
  listFor(activationId: string): Promise<DecisionLink[]>;
  /** Counts a try before the code is compared. @returns tries so far, this one included; @throws Refusal link_locked */
  countTry(link: DecisionLink): Promise<number>;
  /** Gives back the try of a right code, where the links of a mail count together: only wrong ones add up. */
  uncountTry(link: DecisionLink): Promise<void>;
  /** Notes that somebody typed a wrong code. */
  recordWrongCode(link: DecisionLink, event: EventDraft): Promise<void>;
  /** Notes what somebody tried with a link, while fewer than `most` events are on record about it: nobody floods the audit. */
  recordAttempt(link: DecisionLink, event: EventDraft, most: number): Promise<void>;
  /** Asks for a fresh mail to the same approver. @throws Refusal link_renewed_too_often */
  requestRenewal(link: DecisionLink, event: EventDraft): Promise<void>;
}

/** Makes the tokens of decision links; only the function that writes mails has it. */
export interface LinkMint {
  mint(claims: LinkClaims): Promise<string>;
}

/** Checks tokens of decision links; holds public keys only. */
export interface LinkVerifier {
  /**
   * The claims of a genuine token whose time has come. Whether it is over is for the caller to say: who may renew it, and
   * what is put on record, is decided by one that is over, too.
   *
   * @throws Refusal link_not_valid, always the same whatever is wrong, so that nobody learns from it
   */
  verify(token: string, now: string): Promise<LinkClaims>;
}

/** Claims of a decision link (security.md, links, point 1). */
export interface LinkClaims {
  /** Principal id of the approver. */
  readonly sub: string;
  /** 128 random bits, base64url; shared by the approve and the deny link of one mail; the table knows only its hash. */
  readonly jti: string;
  /** Activation id. */
  readonly rid: string;
  /** Revision of the terms. */
  readonly rev: number;
  /** SHA-256 of the canonical terms, base64url. */
  readonly th: string;
  /** Decisions allowed, the preselected one first. */
  readonly act: readonly ('approve' | 'deny')[];
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly nbf: number;
}
