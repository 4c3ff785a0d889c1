import type { RefusalTable } from '../refusal.ts';

/** Noes to whoever calls: their token, their account, what they may do at all. */
export const callerRefusals = {
  not_onboarded: {
    kind: 'forbidden',
    message: 'Nobody has consented to Lapse yet. Ask an administrator to consent first.',
  },
  not_entitled_to_consent: {
    kind: 'forbidden',
    message: 'Only the first administrator named at deployment, or a global administrator, may consent.',
  },
  unknown_principal: {
    kind: 'forbidden',
    message: 'Your account is not known to Lapse. Ask an administrator to add you.',
  },
  principal_disabled: { kind: 'forbidden', message: 'This account is disabled. Ask an administrator to enable it.' },
  not_allowed: { kind: 'forbidden', message: 'You may not do this. Ask an administrator for the role it needs.' },
  not_through_edge: { kind: 'forbidden', message: 'This way around the firewall is closed. Call the public address.' },
  not_a_person: { kind: 'forbidden', message: 'Only people may do this, not workloads or groups.' },
  not_a_workload: { kind: 'forbidden', message: 'Only workloads known to Lapse may ask for evaluations.' },
  token_not_valid: { kind: 'unauthenticated', message: 'Your access token is not valid here. Sign in again.' },
  token_expired: { kind: 'unauthenticated', message: 'Your access token has expired. Sign in again.' },
  scope_missing: {
    kind: 'forbidden',
    message: 'Your access token lacks the scope this needs. Ask the identity provider for one that has it.',
  },
  mfa_required: {
    kind: 'unauthenticated',
    unit: 'minutes',
    message: 'Sign in with a second factor, recently enough, and try again.',
  },
} as const satisfies RefusalTable;
