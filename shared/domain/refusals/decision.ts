import type { RefusalTable } from '../refusal.ts';

/** Noes to approvers: their votes, and the links of their mails. */
export const decisionRefusals = {
  self_approval: { kind: 'forbidden', message: 'You cannot decide on your own activation. Another approver has to.' },
  not_an_approver: { kind: 'forbidden', message: 'You are not an approver of this activation.' },
  not_pending: { kind: 'conflict', message: 'This activation is no longer waiting for a decision.' },
  no_vote_to_withdraw: { kind: 'conflict', message: 'You have not voted on this, so there is no vote to withdraw.' },
  already_voted: { kind: 'conflict', message: 'You have already decided on this activation.' },
  deadline_passed: { kind: 'conflict', message: 'The time to decide on this activation is over.' },
  link_not_valid: { kind: 'forbidden', message: 'This link is not valid. Sign in and decide in the inbox instead.' },
  link_not_yours: {
    kind: 'forbidden',
    message: 'This link was sent to somebody else. Sign in as the person whose mail it is.',
  },
  link_used: { kind: 'conflict', message: 'This link has already been used.' },
  link_replaced: { kind: 'conflict', message: 'A newer mail has replaced this link. Use the newest one.' },
  link_expired: { kind: 'conflict', message: 'This link has expired. Ask for a fresh one.' },
  link_still_valid: { kind: 'conflict', message: 'This link still works. Use it, or the newest one you have.' },
  link_locked: {
    kind: 'conflict',
    message: 'Too many wrong codes: this link is locked. Sign in and decide in the inbox instead.',
  },
  link_closed: { kind: 'conflict', message: 'This activation is already decided or closed.' },
  link_not_enough: {
    kind: 'forbidden',
    message: 'This decision needs a signed-in approver: only one vote may come by link.',
  },
  link_renewed_too_often: {
    kind: 'conflict',
    message: 'This link was renewed three times already. Sign in and decide instead.',
  },
  wrong_match_code: { kind: 'forbidden', message: 'The code does not match the one in your mail.' },
} as const satisfies RefusalTable;
