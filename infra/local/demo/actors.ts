/** Somebody who sends requests: signed in as a person of the demo organization, or with nothing but a link. */
export interface Actor {
  /** As the story calls them. */
  readonly name: string;
  /** Whose access token goes with the request; without one, a browser on the decision page. */
  readonly person?: string;
  readonly mfa?: boolean;
}

/** Passwords only. */
export const ada: Actor = { name: 'ada', person: 'ada' };
export const adaWithMfa: Actor = { name: 'ada (MFA)', person: 'ada', mfa: true };
export const margaretWithMfa: Actor = { name: 'margaret (MFA)', person: 'margaret', mfa: true };
export const margaret: Actor = { name: 'margaret', person: 'margaret' };
export const linus: Actor = { name: 'linus', person: 'linus' };
/** A guest nobody knows before she is invited. */
export const barbara: Actor = { name: 'barbara', person: 'barbara' };
/** Administers Lapse. */
export const graceSignedIn: Actor = { name: 'grace (MFA)', person: 'grace', mfa: true };
/** Reads everything, changes nothing. */
export const alanSignedIn: Actor = { name: 'alan (MFA)', person: 'alan', mfa: true };
export const graceByLink: Actor = { name: 'grace (link)' };
export const alanByLink: Actor = { name: 'alan (link)' };
/** The protected application. */
export const exchange: Actor = { name: 'mailbox-admin-center', person: 'mailbox-admin-center' };

export const GRACE = 'grace@example.test';
export const ALAN = 'alan@example.test';
export const ADA = 'ada@example.test';
export const BARBARA = 'barbara@example.test';
export const MARGARET = 'margaret@example.test';
