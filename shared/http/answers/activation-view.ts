import * as v from 'valibot';
import { BreakGlass, Outcome, Ticket, Vote } from '#shared/domain/activation';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { ApproverEntry } from '#shared/domain/role-settings';

const Person = v.strictObject({ id: Id, displayName: v.string() });

/** The recorded yes or no of one approver. */
const Decision = v.strictObject({
  by: Person,
  decision: Vote.entries.decision,
  justification: v.string(),
  at: Instant,
  assurance: Vote.entries.assurance,
});

const ApprovalView = v.strictObject({
  quorum: v.number(),
  deadline: Instant,
  approvers: v.array(v.strictObject(ApproverEntry.entries)),
  decisions: v.array(Decision),
});

/** An activation in an answer, exactly as `activationView` shows it: a field is there only when it has a value. */
export const ActivationView = v.strictObject({
  id: Id,
  status: v.picklist([
    'pending_approval',
    'approved',
    'provisioning',
    'active',
    'revoking',
    'ended',
    'denied',
    'timed_out',
    'cancelled',
  ]),
  outcome: v.exactOptional(Outcome),
  reason: v.exactOptional(v.string()),
  requester: Person,
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  justification: v.exactOptional(v.string()),
  ticket: v.exactOptional(v.strictObject(Ticket.entries)),
  durationMinutes: v.number(),
  requestedAt: Instant,
  startsAt: v.exactOptional(Instant),
  activatedAt: v.exactOptional(Instant),
  endsAt: v.exactOptional(Instant),
  endedAt: v.exactOptional(Instant),
  approval: v.exactOptional(ApprovalView),
  /** More time its holder waits for. */
  extension: v.exactOptional(
    v.strictObject({
      additionalMinutes: v.number(),
      justification: v.exactOptional(v.string()),
      requestedAt: Instant,
      approval: ApprovalView,
    }),
  ),
  breakGlass: v.exactOptional(
    v.strictObject({
      review: BreakGlass.entries.review,
      announcedAt: v.exactOptional(Instant),
      reviewedBy: v.exactOptional(Person),
      reviewedAt: v.exactOptional(Instant),
    }),
  ),
});
export type ActivationView = v.InferOutput<typeof ActivationView>;
