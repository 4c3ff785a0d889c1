import * as v from 'valibot';
import { Id } from './id.ts';
import { Instant } from './instant.ts';
import { RoleProvider } from './role.ts';
import { ApproverEntry } from './role-settings.ts';

/*
 * pending_approval ─▶ approved ─▶ provisioning ─▶ active ─▶ revoking ─▶ ended
 *     │  │  │            │             │                        (expired | deactivated | revoked | failed)
 *     │  │  └▶ timed_out └▶ cancelled  └▶ revoking
 *     │  └▶ cancelled
 *     └▶ denied
 */

export const Ticket = v.object({ number: v.string(), system: v.exactOptional(v.string()) });
export type Ticket = v.InferOutput<typeof Ticket>;

/** A recorded yes or no. `assurance`: by a signed-in session, or by a link alone. */
export const Vote = v.object({
  by: v.object({ id: Id, displayName: v.string(), personId: v.exactOptional(Id) }),
  decision: v.picklist(['approve', 'deny']),
  justification: v.string(),
  at: Instant,
  assurance: v.picklist(['session', 'link']),
});
export type Vote = v.InferOutput<typeof Vote>;

/** What was asked of the approvers, as it stood at the request, and their votes in order. */
export const Approval = v.object({
  quorum: v.number(),
  windowMinutes: v.number(),
  deadline: Instant,
  approvers: v.array(ApproverEntry),
  votes: v.array(Vote),
  /** Reminders already sent to those who have not answered. */
  reminders: v.number(),
});
export type Approval = v.InferOutput<typeof Approval>;

/** More time its holder asks for while an activation runs, and the approval of its own that it waits for (ACT-7). */
export const Extension = v.object({
  additionalMinutes: v.number(),
  justification: v.exactOptional(v.string()),
  requestedAt: Instant,
  approval: Approval,
});
export type Extension = v.InferOutput<typeof Extension>;

/** A use without approval in an emergency, which an administrator has to sign off afterwards (SET-9). */
export const BreakGlass = v.object({
  review: v.picklist(['awaiting', 'signed']),
  /** When the mails about it were handed over. */
  announcedAt: v.exactOptional(Instant),
  reviewedBy: v.exactOptional(v.object({ id: Id, displayName: v.string() })),
  reviewedAt: v.exactOptional(Instant),
  reviewJustification: v.exactOptional(v.string()),
});
export type BreakGlass = v.InferOutput<typeof BreakGlass>;

/**
 * The call that asked for several roles at once, and the requests of it that wait for approval, in the order they are
 * stored: whoever is asked about more than one of them gets one mail.
 */
export const RequestCall = v.object({ id: Id, activationIds: v.array(Id) });
export type RequestCall = v.InferOutput<typeof RequestCall>;

/** How the access ended: at its time, by its holder, by somebody else, or because something failed. */
export const Outcome = v.picklist(['expired', 'deactivated', 'revoked', 'failed']);
export type Outcome = v.InferOutput<typeof Outcome>;

const request = {
  id: Id,
  requester: v.object({
    id: Id,
    displayName: v.string(),
    personId: v.exactOptional(Id),
    /** Their address, or the name they sign in with, when they asked; absent in records of version 0.1. */
    account: v.exactOptional(v.string()),
  }),
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  /** The eligibility it rests on; `holderId` is the requester or the group it came through. */
  eligibility: v.object({ assignmentId: Id, holderId: Id, endsAt: v.exactOptional(Instant) }),
  /** The provider's access as it was bound to the role at the request, and the key of that access for this person. */
  provider: RoleProvider,
  entitlement: v.string(),
  justification: v.exactOptional(v.string()),
  ticket: v.exactOptional(Ticket),
  durationMinutes: v.number(),
  requestedAt: Instant,
  startsAt: v.exactOptional(Instant),
  settings: v.object({ resourceId: Id, version: v.number() }),
  origin: v.object({ ip: v.string(), userAgent: v.string() }),
  call: v.exactOptional(RequestCall),
  approval: v.exactOptional(Approval),
  /** What the last extension was given by, with the yeses that gave earlier ones. */
  extendedBy: v.exactOptional(Approval),
  breakGlass: v.exactOptional(BreakGlass),
  /** Raised only when the terms people decide on change; votes, mails and workflow tokens don't. */
  termsRevision: v.number(),
  /** Which workflow execution counts: older ones are refused. */
  generation: v.number(),
  /** Raised by every write; the lock against lost updates and the position in the chain of events. */
  revision: v.number(),
};
const grant = { provisioningSince: Instant, endsAt: Instant };
const grantAttempt = { grantAttemptUntil: Instant };
const activated = { activatedAt: Instant };

export const PendingActivation = v.object({ ...request, status: v.literal('pending_approval'), approval: Approval });
export const ApprovedActivation = v.object({
  ...request,
  status: v.literal('approved'),
  approvedAt: Instant,
  nudgedAt: v.exactOptional(Instant),
});
export const ProvisioningActivation = v.object({
  ...request,
  status: v.literal('provisioning'),
  ...grant,
  ...grantAttempt,
});
export const ActiveActivation = v.object({
  ...request,
  status: v.literal('active'),
  ...grant,
  ...activated,
  remindedAt: v.exactOptional(Instant),
  extension: v.exactOptional(Extension),
});
export const RevokingActivation = v.object({
  ...request,
  status: v.literal('revoking'),
  ...grant,
  ...v.partial(v.object(grantAttempt)).entries,
  ...v.partial(v.object(activated)).entries,
  revokingSince: Instant,
  outcome: Outcome,
  reason: v.exactOptional(v.string()),
});
export const EndedActivation = v.object({
  ...request,
  status: v.literal('ended'),
  ...grant,
  ...v.partial(v.object(activated)).entries,
  outcome: Outcome,
  reason: v.exactOptional(v.string()),
  endedAt: Instant,
});
const refused = { endedAt: Instant, reason: v.exactOptional(v.string()) };
export const DeniedActivation = v.object({ ...request, status: v.literal('denied'), ...refused });
export const TimedOutActivation = v.object({ ...request, status: v.literal('timed_out'), ...refused });
export const CancelledActivation = v.object({ ...request, status: v.literal('cancelled'), ...refused });

/** One request by an eligible principal to hold a role for a while, and everything that becomes of it. */
export const Activation = v.variant('status', [
  PendingActivation,
  ApprovedActivation,
  ProvisioningActivation,
  ActiveActivation,
  RevokingActivation,
  EndedActivation,
  DeniedActivation,
  TimedOutActivation,
  CancelledActivation,
]);
export type Activation = v.InferOutput<typeof Activation>;
export type PendingActivation = v.InferOutput<typeof PendingActivation>;
export type ApprovedActivation = v.InferOutput<typeof ApprovedActivation>;
export type ProvisioningActivation = v.InferOutput<typeof ProvisioningActivation>;
export type ActiveActivation = v.InferOutput<typeof ActiveActivation>;
export type RevokingActivation = v.InferOutput<typeof RevokingActivation>;
export type EndedActivation = v.InferOutput<typeof EndedActivation>;
export type DeniedActivation = v.InferOutput<typeof DeniedActivation>;
export type TimedOutActivation = v.InferOutput<typeof TimedOutActivation>;
export type CancelledActivation = v.InferOutput<typeof CancelledActivation>;
export type Status = Activation['status'];

export const finalStatuses = ['ended', 'denied', 'timed_out', 'cancelled'] as const satisfies readonly Status[];
export type FinalActivation = Extract<Activation, { status: (typeof finalStatuses)[number] }>;

/** Tells whether nothing more can become of the activation; open is everything else, `revoking` included. */
export function isFinal(activation: Activation): activation is FinalActivation {
  return finalStatuses.some((status) => status === activation.status);
}

/** Tells whether the holder has the access right now: active, and its end not reached, whatever sweepers do. */
export function isHeldAt(activation: Pick<Activation, 'status'> & { endsAt?: string }, now: string): boolean {
  return activation.status === 'active' && activation.endsAt !== undefined && now < activation.endsAt;
}

/** The next revision of an activation in another state; every transition goes through here. */
export function step<A extends Activation, T extends Partial<Activation>>(
  activation: A,
  changes: T,
): Omit<A, keyof T | 'revision'> & T & { revision: number } {
  return { ...activation, ...changes, revision: activation.revision + 1 };
}
