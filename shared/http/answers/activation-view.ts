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

const ExtensionWish = v.strictObject({
  additionalMinutes: v.number(),
  justification: v.exactOptional(v.string()),
  requestedAt: Instant,
  approval: ApprovalView,
});

/** What every activation has, whatever became of it. */
const request = {
  id: Id,
  requester: Person,
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  justification: v.exactOptional(v.string()),
  ticket: v.exactOptional(v.strictObject(Ticket.entries)),
  durationMinutes: v.number(),
  requestedAt: Instant,
  startsAt: v.exactOptional(Instant),
  approval: v.exactOptional(ApprovalView),
  breakGlass: v.exactOptional(
    v.strictObject({
      review: BreakGlass.entries.review,
      announcedAt: v.exactOptional(Instant),
      reviewedBy: v.exactOptional(Person),
      reviewedAt: v.exactOptional(Instant),
    }),
  ),
};
const refused = { endedAt: Instant, reason: v.exactOptional(v.string()) };
const ending = {
  activatedAt: v.exactOptional(Instant),
  endsAt: Instant,
  outcome: Outcome,
  reason: v.exactOptional(v.string()),
};

/** An activation in an answer, by its status: a field is there only in the states that have it. */
export const activationViews = {
  PendingActivation: v.strictObject({ ...request, status: v.literal('pending_approval'), approval: ApprovalView }),
  ApprovedActivation: v.strictObject({ ...request, status: v.literal('approved') }),
  ProvisioningActivation: v.strictObject({ ...request, status: v.literal('provisioning'), endsAt: Instant }),
  ActiveActivation: v.strictObject({
    ...request,
    status: v.literal('active'),
    activatedAt: Instant,
    endsAt: Instant,
    /** More time its holder waits for. */
    extension: v.exactOptional(ExtensionWish),
  }),
  RevokingActivation: v.strictObject({ ...request, status: v.literal('revoking'), ...ending }),
  EndedActivation: v.strictObject({ ...request, status: v.literal('ended'), ...ending, endedAt: Instant }),
  DeniedActivation: v.strictObject({ ...request, status: v.literal('denied'), ...refused }),
  TimedOutActivation: v.strictObject({ ...request, status: v.literal('timed_out'), ...refused }),
  CancelledActivation: v.strictObject({ ...request, status: v.literal('cancelled'), ...refused }),
} as const;

const options = Object.values(activationViews);

/** An activation in an answer, exactly as `activationView` shows it. */
export const ActivationView = v.variant('status', options);
export type ActivationView = v.InferOutput<typeof ActivationView>;

/** An activation with what one answer says besides. */
export function activationViewWith(more: v.ObjectEntries) {
  return v.variant(
    'status',
    options.map(({ entries }) => v.strictObject({ ...entries, ...more })),
  );
}

export const ActivationStatus = v.picklist(options.map(({ entries }) => entries.status.literal));

/** What every activation has, for answers that show a part of it. */
export const activationRequest = request;
