import * as v from 'valibot';
import { eventTypes } from '#shared/domain/audit-event';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';
import { ActivationView, activationViewWith } from './activation-view.ts';
import { ActorView } from './actor-view.ts';
import { pageOf } from './page.ts';
import { ProblemAnswer } from './problem.ts';

const Via = v.variant('kind', [
  v.strictObject({ kind: v.literal('direct') }),
  v.strictObject({ kind: v.literal('group'), id: Id, displayName: v.string() }),
]);

const MyRole = v.strictObject({
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  status: v.picklist([
    'eligible',
    'scheduled',
    'expired',
    'pending_approval',
    'approved',
    'provisioning',
    'active',
    'revoking',
  ]),
  type: v.picklist(['eligible', 'active']),
  via: Via,
  startsAt: v.exactOptional(Instant),
  endsAt: v.exactOptional(Instant),
  /** End of the assignment; `endsAt` is that of the activation. */
  assignmentEndsAt: v.exactOptional(Instant),
  validUntil: v.exactOptional(v.pipe(Instant, v.metadata({ deprecated: true }))),
  activationId: v.exactOptional(Id),
  assignmentId: v.exactOptional(Id),
});

/** What became of each item of a request; an item that was refused has its problem. */
const ActivationResults = v.strictObject({
  results: v.array(
    v.strictObject({
      roleId: Id,
      resourceId: Id,
      outcome: v.picklist(['pending_approval', 'approved', 'scheduled', 'refused']),
      activation: v.exactOptional(ActivationView),
      problem: v.exactOptional(ProblemAnswer),
    }),
  ),
});

const TimelineEntry = v.strictObject({
  type: v.picklist(eventTypes),
  at: Instant,
  actor: ActorView,
  details: v.record(v.string(), v.unknown()),
});

export const selfServiceAnswers = {
  getMe: {
    200: v.strictObject({
      id: Id,
      displayName: v.string(),
      email: v.exactOptional(v.string()),
      kind: v.picklist(['user', 'guest', 'workload']),
      administratorRoles: v.array(Id),
      groups: v.array(v.strictObject({ id: Id, displayName: v.string() })),
    }),
  },
  listMyRoles: { 200: v.strictObject({ items: v.array(MyRole) }) },
  listMyActivations: { 200: pageOf(ActivationView) },
  activate: { 200: ActivationResults, 201: ActivationResults, 202: ActivationResults },
  getActivation: { 200: activationViewWith({ timeline: v.array(TimelineEntry) }) },
  cancelActivation: { 200: ActivationView },
  deactivateActivation: { 200: ActivationView },
} as const satisfies Record<string, AnswerSchemas>;
