import type {
  ActiveActivation,
  ApprovedActivation,
  CancelledActivation,
  DeniedActivation,
  EndedActivation,
  Outcome,
  PendingActivation,
  Vote,
} from '#shared/domain/activation';
import type { MailedEvent } from '#shared/dynamodb/stream-filters';
import type { Ask } from '#shared/mail/letter';
import type { MailFacts } from '#shared/mail/mail-facts';
import type { Audience } from '#shared/mail/templates';

export const NOON = '2026-11-22T12:00:00.000Z';
const ada = { id: 'prn_ada', displayName: 'Ada Lovelace' };
const grace = { id: 'prn_grace', displayName: 'Grace Hopper' };

export const ask: Ask = {
  approveUrl: 'https://lapse.example/decide#approve.token',
  denyUrl: 'https://lapse.example/decide#deny.token',
  matchCode: 'CFG7',
  expiresAt: '2026-11-22T16:00:00.000Z',
};

const asked: Omit<PendingActivation, 'status' | 'approval'> = {
  id: 'act_1',
  requester: ada,
  roleId: 'exchange-administrator',
  roleName: 'Exchange Administrator',
  resourceId: '/',
  eligibility: { assignmentId: 'asg_1', holderId: 'prn_ada' },
  provider: { kind: 'directory' },
  entitlement: 'directory/exchange-administrator/prn_ada',
  justification: 'Finance receives no mail',
  ticket: { number: 'INC-1042', system: 'ServiceNow' },
  durationMinutes: 90,
  requestedAt: NOON,
  settings: { resourceId: '/', version: 1 },
  origin: { ip: '192.0.2.1', userAgent: 'test' },
  termsRevision: 1,
  generation: 1,
  revision: 1,
};

export type Words = Partial<
  Pick<PendingActivation, 'requester' | 'roleName' | 'resourceId' | 'justification' | 'ticket'>
>;
type Changes = Words & { startsAt?: string };

export function pending(changes: Changes = {}, votes: Vote[] = []): PendingActivation {
  const approval = { quorum: 1, windowMinutes: 1440, deadline: '2026-11-23T12:00:00.000Z', reminders: 0 };
  return { ...asked, ...changes, status: 'pending_approval', approval: { ...approval, approvers: [], votes } };
}

export function vote(decision: Vote['decision'], justification: string, by = grace): Vote {
  return { by, decision, justification, at: NOON, assurance: 'session' };
}

export function approved(changes: Changes = {}, justification = 'go ahead', by = grace): ApprovedActivation {
  return { ...pending(changes, [vote('approve', justification, by)]), status: 'approved', approvedAt: NOON };
}

export function denied(changes: Changes = {}, justification = 'not today', by = grace): DeniedActivation {
  return { ...pending(changes, [vote('deny', justification, by)]), status: 'denied', endedAt: NOON };
}

export function cancelled(changes: Changes = {}, reason?: string): CancelledActivation {
  return { ...pending(changes), status: 'cancelled', endedAt: NOON, ...(reason === undefined ? {} : { reason }) };
}

const grant = { provisioningSince: NOON, activatedAt: NOON, endsAt: '2026-11-22T13:30:00.000Z' };

export function active(changes: Changes = {}, justification = 'go ahead', by = grace): ActiveActivation {
  return { ...approved(changes, justification, by), status: 'active', ...grant };
}

export function ended(outcome: Outcome, changes: Changes = {}, reason?: string): EndedActivation {
  const ending = { endedAt: NOON, outcome, ...(reason === undefined ? {} : { reason }) };
  return { ...approved(changes), status: 'ended', ...grant, ...ending };
}

export function facts(activation: MailFacts['activation'], changes: Partial<MailFacts> = {}): MailFacts {
  return { activation, at: NOON, actor: grace, ...changes };
}

/** Every mail there is, each about an activation whose every text was typed by the same person. */
export function everyMail(words: Words, typed: string, name: string): [MailedEvent, Audience, MailFacts][] {
  const person = { id: 'prn_x', displayName: name };
  const asking = facts(pending(words), { ask });
  return [
    ['activation.requested', 'approver', asking],
    ['activation.approval_reminded', 'approver', asking],
    ['link.renewed', 'approver', asking],
    ['activation.approved', 'requester', facts(approved(words, typed, person))],
    ['activation.approved', 'co_approver', facts(approved(words, typed, person))],
    ['activation.denied', 'requester', facts(denied(words, typed, person))],
    ['activation.denied', 'co_approver', facts(denied(words, typed, person))],
    ['activation.timed_out', 'requester', facts({ ...pending(words), status: 'timed_out', endedAt: NOON })],
    ['activation.timed_out', 'co_approver', facts({ ...pending(words), status: 'timed_out', endedAt: NOON })],
    ['activation.cancelled', 'requester', facts(cancelled(words, typed), { actor: person })],
    ['activation.cancelled', 'co_approver', facts(cancelled(words, typed), { actor: person })],
    ['activation.activated', 'requester', facts(active(words, typed, person))],
    ['activation.activated', 'administrator', facts(active(words, typed, person))],
    ['activation.ending_soon', 'requester', facts(active(words, typed, person))],
    ['activation.ended', 'requester', facts(ended('revoked', words, typed))],
    ['activation.ended', 'administrator', facts(ended('failed', words, typed))],
  ];
}
