import * as v from 'valibot';
import { Ticket } from '#shared/domain/activation';
import { assignmentStatuses } from '#shared/domain/assignment';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';
import { ActorView } from './actor-view.ts';
import { pageOf } from './page.ts';
import { ProblemAnswer } from './problem.ts';

/** An assignment as `assignmentView` shows it. */
export const AssignmentView = v.strictObject({
  id: Id,
  principal: ActorView,
  principalId: Id,
  principalName: v.string(),
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  type: v.picklist(['eligible', 'active']),
  startsAt: Instant,
  endsAt: v.exactOptional(Instant),
  permanent: v.boolean(),
  justification: v.string(),
  ticket: v.exactOptional(v.strictObject(Ticket.entries)),
  createdAt: Instant,
  createdBy: ActorView,
  status: v.picklist(assignmentStatuses),
});

const Added = v.strictObject({ principalId: Id, outcome: v.literal('added'), assignment: AssignmentView });
const Refused = v.strictObject({ principalId: Id, outcome: v.literal('refused'), problem: ProblemAnswer });

const Conversion = v.strictObject({
  assignment: AssignmentView,
  warnings: v.array(
    v.strictObject({
      code: v.picklist(['used_recently', 'use_unknown']),
      message: v.string(),
      lastUsedAt: v.exactOptional(Instant),
    }),
  ),
  problem: v.exactOptional(ProblemAnswer),
});

/** A request to extend or renew, as `extensionView` shows it. */
export const ExtensionView = v.strictObject({
  id: Id,
  assignmentId: Id,
  kind: v.picklist(['extension', 'renewal']),
  principal: ActorView,
  principalId: Id,
  roleId: Id,
  resourceId: Id,
  requestedBy: ActorView,
  requestedAt: Instant,
  wantedEndsAt: Instant,
  justification: v.string(),
  status: v.picklist(['pending', 'approved', 'denied', 'withdrawn', 'superseded']),
  decidedBy: v.exactOptional(ActorView),
  decidedAt: v.exactOptional(Instant),
  decisionJustification: v.exactOptional(v.string()),
});

export const assignmentAnswers = {
  listAssignments: { 200: pageOf(AssignmentView) },
  getAssignment: { 200: AssignmentView },
  createAssignments: {
    200: v.strictObject({ results: v.array(v.variant('outcome', [Added, Refused])) }),
    201: v.strictObject({ results: v.strictTuple([Added]) }),
  },
  changeAssignment: { 200: AssignmentView },
  removeAssignment: { 204: v.undefined() },
  makeEligible: { 200: Conversion },
  makeActive: { 200: Conversion },
  requestExtension: { 202: ExtensionView },
  listExtensions: { 200: pageOf(ExtensionView) },
  decideExtension: { 200: ExtensionView },
} as const satisfies Record<string, AnswerSchemas>;
