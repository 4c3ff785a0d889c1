import * as v from 'valibot';
import { Actor, AuditEvent } from '#shared/domain/audit-event';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';
import { activationViewWith } from './activation-view.ts';
import { ActorView } from './actor-view.ts';
import { pageOf } from './page.ts';

const ActivationRecord = activationViewWith({
  origin: v.strictObject({ ip: v.string(), userAgent: v.string() }),
});

export const AuditEventView = v.strictObject({
  ...AuditEvent.entries,
  actor: v.strictObject(Actor.entries),
  subject: v.strictObject(AuditEvent.entries.subject.entries),
});

const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Summary = v.strictObject({
  from: Instant,
  to: Instant,
  complete: v.boolean(),
  activationsPerDay: v.array(v.strictObject({ day: Day, roleId: Id, roleName: v.string(), activations: Count })),
  assignments: v.array(v.strictObject({ roleId: Id, roleName: v.string(), standing: Count, eligible: Count })),
  timeToApproval: v.strictObject({
    approvals: Count,
    medianMinutes: v.exactOptional(v.number()),
    p90Minutes: v.exactOptional(v.number()),
  }),
  unusedEligibilities: v.strictObject({
    count: Count,
    items: v.array(
      v.strictObject({ assignmentId: Id, principal: ActorView, roleId: Id, resourceId: Id, since: Instant }),
    ),
  }),
});

export const reportAnswers = {
  reportActivations: { 200: pageOf(ActivationRecord) },
  reportSummary: { 200: Summary },
  listAudit: { 200: pageOf(AuditEventView) },
} as const satisfies Record<string, AnswerSchemas>;
