import type {
  ActiveActivation,
  Approval,
  ApprovedActivation,
  CancelledActivation,
  DeniedActivation,
  EndedActivation,
  PendingActivation,
  ProvisioningActivation,
  RevokingActivation,
  TimedOutActivation,
  Vote,
} from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import type { ExtendingActivation } from '#shared/domain/open-approval';

/** The time of every test that does not say otherwise: activations are asked for, decided on and granted at noon. */
export const NOON = '2026-11-22T12:00:00.000Z';

/** An instant so many minutes after noon, or before it. */
export function noonPlus(minutes: number): string {
  return plusMinutes(NOON, minutes);
}

/** The instant so many milliseconds later, or earlier. */
export function plusMilliseconds(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}

export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly personId?: string;
}

/** ada asks, grace and alan approve, mallory should not. */
export const ada: Person = { id: 'prn_ada', displayName: 'Ada Lovelace', personId: 'person_ada' };
export const grace: Person = { id: 'prn_grace', displayName: 'Grace Hopper', personId: 'person_grace' };
export const alan: Person = { id: 'prn_alan', displayName: 'Alan Turing' };
export const margaret: Person = { id: 'prn_margaret', displayName: 'Margaret Hamilton', personId: 'person_margaret' };
export const mallory: Person = { id: 'prn_mallory', displayName: 'Mallory' };

/** Other accounts of the same human beings. */
export const adasOther: Person = { id: 'prn_ada_admin', displayName: 'Ada (admin)', personId: 'person_ada' };
export const gracesOther: Person = { id: 'prn_grace_admin', displayName: 'Grace (admin)', personId: 'person_grace' };

/** Everybody above might decide, as far as a test does not say otherwise. */
export const able: readonly string[] = [ada, adasOther, grace, gracesOther, alan, margaret, mallory].map(
  ({ id }) => id,
);

const asked = {
  id: 'act_1',
  requester: ada,
  roleId: 'exchange-administrator',
  roleName: 'Exchange Administrator',
  resourceId: '/',
  eligibility: { assignmentId: 'asg_1', holderId: ada.id },
  provider: { kind: 'directory' },
  entitlement: 'directory:exchange-administrator:/:prn_ada',
  justification: 'Finance receives no mail',
  ticket: { number: 'INC-1042', system: 'ServiceNow' },
  durationMinutes: 60,
  requestedAt: NOON,
  settings: { resourceId: '/', version: 1 },
  origin: { ip: '192.0.2.1', userAgent: 'test' },
  termsRevision: 1,
  generation: 1,
  revision: 1,
} as const satisfies Partial<PendingActivation>;

/** One yes wanted, from grace or alan, within a day. */
const approval: Approval = {
  quorum: 1,
  windowMinutes: 24 * 60,
  deadline: noonPlus(24 * 60),
  approvers: [
    { kind: 'user', id: grace.id, displayName: grace.displayName },
    { kind: 'user', id: alan.id, displayName: alan.displayName },
  ],
  votes: [],
  reminders: 0,
};
const grant = { provisioningSince: NOON, endsAt: noonPlus(60) };

type Changes<A> = Partial<Omit<A, 'status' | 'approval'>>;
type ApprovalChanges = { approval?: Partial<Approval> };

export function pending(changes: Changes<PendingActivation> & ApprovalChanges = {}): PendingActivation {
  return { ...asked, ...changes, status: 'pending_approval', approval: { ...approval, ...changes.approval } };
}

/** Approved by grace. */
export function approved(changes: Changes<ApprovedActivation> = {}): ApprovedActivation {
  return { ...asked, approval: withYes, approvedAt: NOON, ...changes, status: 'approved' };
}

export function provisioning(changes: Changes<ProvisioningActivation> = {}): ProvisioningActivation {
  const grantAttemptUntil = noonPlus(1);
  return { ...asked, approval: withYes, ...grant, grantAttemptUntil, ...changes, status: 'provisioning' };
}

/** Held from noon to one o'clock. */
export function active(changes: Changes<ActiveActivation> = {}): ActiveActivation {
  return { ...asked, approval: withYes, ...grant, activatedAt: NOON, ...changes, status: 'active' };
}

/** Held from noon to one o'clock; half an hour more is asked for at ten past twelve, of grace or alan. */
export function extending(changes: Changes<ActiveActivation> & ApprovalChanges = {}): ExtendingActivation {
  const { approval: asked, ...others } = changes;
  const extension = {
    additionalMinutes: 30,
    justification: 'Not done yet',
    requestedAt: noonPlus(10),
    approval: { ...approval, windowMinutes: 50, deadline: noonPlus(60), ...asked },
  };
  return { ...active({ termsRevision: 2, ...others }), extension };
}

/** Was active; its withdrawal began at one o'clock. */
export function revoking(changes: Changes<RevokingActivation> = {}): RevokingActivation {
  const ending = { activatedAt: NOON, revokingSince: noonPlus(60), outcome: 'expired' as const };
  return { ...asked, approval: withYes, ...grant, ...ending, ...changes, status: 'revoking' };
}

export function ended(changes: Changes<EndedActivation> = {}): EndedActivation {
  const ending = { activatedAt: NOON, endedAt: noonPlus(60), outcome: 'expired' as const };
  return { ...asked, approval: withYes, ...grant, ...ending, ...changes, status: 'ended' };
}

export function denied(changes: Changes<DeniedActivation> = {}): DeniedActivation {
  return { ...asked, approval, endedAt: NOON, ...changes, status: 'denied' };
}

export function timedOut(changes: Changes<TimedOutActivation> = {}): TimedOutActivation {
  return { ...asked, approval, endedAt: approval.deadline, ...changes, status: 'timed_out' };
}

export function cancelled(changes: Changes<CancelledActivation> = {}): CancelledActivation {
  return { ...asked, approval, endedAt: NOON, ...changes, status: 'cancelled' };
}

export function yesOf(by: Person, changes: Partial<Vote> = {}): Vote {
  return { by, decision: 'approve', justification: 'Known outage', at: NOON, assurance: 'session', ...changes };
}

export function noOf(by: Person, changes: Partial<Vote> = {}): Vote {
  return yesOf(by, { decision: 'deny', justification: 'Not now', ...changes });
}

const withYes: Approval = { ...approval, votes: [yesOf(grace)] };
