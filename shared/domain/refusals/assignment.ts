import type { RefusalTable } from '../refusal.ts';

/** Noes to assigning roles, and to extending what is assigned. */
export const assignmentRefusals = {
  assignment_not_found: { kind: 'missing', message: 'There is no such assignment, or you may not see it.' },
  extension_not_found: { kind: 'missing', message: 'There is no such extension request, or you may not see it.' },
  last_administrator: {
    kind: 'conflict',
    message:
      'At least one person who can sign in must stay a permanently active Privileged Role Administrator. Assign another one first.',
  },
  assignment_overlaps: {
    kind: 'conflict',
    message: 'An assignment like this already covers part of that time. Extend or remove it, or choose other dates.',
  },
  assignment_ended: { kind: 'conflict', message: 'This assignment has ended. Renew it, or assign the role anew.' },
  already_eligible: { kind: 'conflict', message: 'This assignment is already eligible.' },
  already_active: { kind: 'conflict', message: 'This assignment is already active.' },
  assignment_extension_pending: {
    kind: 'conflict',
    message: 'An extension of this assignment is already waiting for a decision. Wait for that one.',
  },
  extension_decided: { kind: 'conflict', message: 'This extension request is no longer waiting for a decision.' },
  end_in_past: {
    kind: 'rule',
    message: 'The end is in the past. Choose a later one; to end an assignment now, remove it.',
  },
  assignment_begun: {
    kind: 'rule',
    message: 'This assignment has already begun, so its start cannot change. Leave the start out.',
  },
  end_before_start: {
    kind: 'rule',
    message: 'The end must be after the start. Choose a later end or an earlier start.',
  },
  end_and_permanent: {
    kind: 'rule',
    message: 'An assignment either has an end or is permanent. Leave one of them out.',
  },
  end_not_later: {
    kind: 'rule',
    message: 'An extension must end later than the assignment does now. Choose a later end.',
  },
  assignment_too_long: {
    kind: 'rule',
    unit: 'minutes',
    message: 'The assignment would last longer than the role allows. Choose an earlier end.',
  },
  permanent_not_allowed: { kind: 'rule', message: 'This role does not allow permanent assignments. Choose an end.' },
  workload_not_eligible: {
    kind: 'rule',
    message: 'A workload cannot activate a role, so its scripts would break. Keep it active, with an end.',
  },
  holder_disabled: { kind: 'rule', message: 'This principal is disabled. Enable it first.' },
  standing_administrator_starts_now: {
    kind: 'rule',
    message: 'A permanent Privileged Role Administrator starts at once. Leave the start out, or choose an end.',
  },
  extension_too_early: {
    kind: 'rule',
    message: 'It is too early to extend this assignment. Ask again on the date that limit gives.',
  },
  extension_too_late: {
    kind: 'rule',
    message: 'It is too late to renew this assignment. Ask an administrator for a new one.',
  },
  assignment_permanent: { kind: 'rule', message: 'This assignment is permanent and needs no extension.' },
} as const satisfies RefusalTable;
