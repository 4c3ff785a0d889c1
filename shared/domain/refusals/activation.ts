import type { RefusalTable } from '../refusal.ts';

/** Noes to asking for a role, and to what is done with an activation. */
export const activationRefusals = {
  activation_not_found: { kind: 'missing', message: 'There is no such activation, or you may not see it.' },
  not_eligible: {
    kind: 'forbidden',
    message: 'You are not eligible for this role at this place and time. Ask an administrator.',
  },
  break_glass_not_allowed: {
    kind: 'forbidden',
    message: 'You are not listed for break-glass on this role. Activate it the ordinary way.',
  },
  reviews_awaited: {
    kind: 'conflict',
    message:
      'Two of your break-glass uses still await review. Ask an administrator to sign one off before you use break-glass again.',
  },
  already_open: { kind: 'conflict', message: 'You already have an open activation of this role here.' },
  not_active: { kind: 'conflict', message: 'This activation is not active.' },
  not_cancellable: {
    kind: 'conflict',
    message: 'This activation can no longer be cancelled. Deactivate it when it is active.',
  },
  not_approved: { kind: 'conflict', message: 'This activation is not approved.' },
  extension_pending: {
    kind: 'conflict',
    message: 'A request for more time on this activation is already waiting for a decision. Wait for that one.',
  },
  not_break_glass: { kind: 'conflict', message: 'This was not a break-glass use, so there is nothing to review.' },
  already_reviewed: { kind: 'conflict', message: 'This break-glass use has already been signed off.' },
  not_reviewable: {
    kind: 'conflict',
    message: 'This access is being given or taken away right now. Review it in a moment.',
  },
  self_review: { kind: 'forbidden', message: 'You cannot sign off your own use. Another administrator has to.' },
  duration_too_long: { kind: 'rule', unit: 'minutes', message: 'The duration is longer than allowed.' },
  duration_too_short: { kind: 'rule', unit: 'minutes', message: 'The duration is shorter than allowed.' },
  start_too_late: { kind: 'rule', message: 'The start time is too far ahead.' },
  start_in_past: { kind: 'rule', message: 'The start time is in the past. Leave it out to start now.' },
  break_glass_starts_now: { kind: 'rule', message: 'Break-glass starts now. Leave the start time out.' },
  justification_required: { kind: 'rule', message: 'This role asks for a justification.' },
  ticket_required: { kind: 'rule', message: 'This role asks for a ticket number.' },
  ticket_system_not_allowed: { kind: 'rule', message: 'This ticket system is not allowed for the role.' },
  ticket_number_malformed: { kind: 'rule', message: 'The ticket number does not have the form the role asks for.' },
  no_approver: {
    kind: 'rule',
    unit: 'people',
    message: 'Nobody could approve this. Ask an administrator to name approvers.',
  },
  role_disabled: { kind: 'rule', message: 'This role is disabled.' },
} as const satisfies RefusalTable;
