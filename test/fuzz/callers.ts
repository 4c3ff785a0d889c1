import type { TokenWish } from '#infra/local/identity-provider/identity-providers';

/** Everybody who sends: what their token says, or no token at all, or one that no authorizer lets in. */
export const callers = {
  nobody: undefined,
  mallory: { subject: 'mallory', mfa: true },
  ada: { subject: 'ada', mfa: true },
  'ada without a second factor': { subject: 'ada' },
  margaret: { subject: 'margaret', mfa: true },
  linus: { subject: 'linus', mfa: true },
  alan: { subject: 'alan', mfa: true },
  grace: { subject: 'grace', mfa: true },
  'grace without a second factor': { subject: 'grace' },
  'mailbox-admin-center': { subject: 'mailbox-admin-center' },
  'mailbox-admin-center without the scope': { subject: 'mailbox-admin-center', scopes: [] },
  'grace whose token has ended': { subject: 'grace', mfa: true, expiresInMinutes: -1 },
  'grace whose token is for another audience': { subject: 'grace', mfa: true, audience: 'another' },
  'grace of another issuer': { subject: 'grace', mfa: true, issuedBy: 'partner' },
} as const satisfies Record<string, TokenWish | undefined>;
export type CallerName = keyof typeof callers;

export const callerNames = Object.keys(callers) as CallerName[];

/** Callers whose token no authorizer takes. */
export const strangers: readonly CallerName[] = [
  'nobody',
  'grace whose token has ended',
  'grace whose token is for another audience',
];
