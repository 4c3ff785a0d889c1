import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';

/** What the routes of assignments answer, for the OpenAPI document; no function carries it along. */

const Assignment = v.strictObject({
  id: Id,
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
  createdAt: Instant,
  createdBy: Id,
  status: v.picklist(['scheduled', 'in_force', 'ended']),
});

const Violation = v.strictObject({
  rule: v.string(),
  code: v.string(),
  message: v.string(),
  limit: v.exactOptional(v.union([v.number(), v.string(), v.array(v.string())])),
});
const Problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
  violations: v.exactOptional(v.array(Violation)),
  assignmentId: v.exactOptional(Id),
});

const Added = v.strictObject({ principalId: Id, outcome: v.literal('added'), assignment: Assignment });
const Refused = v.strictObject({ principalId: Id, outcome: v.literal('refused'), problem: Problem });

const Conversion = v.strictObject({
  assignment: Assignment,
  warnings: v.array(
    v.strictObject({
      code: v.picklist(['used_recently', 'use_unknown']),
      message: v.string(),
      lastUsedAt: v.exactOptional(Instant),
    }),
  ),
  problem: v.exactOptional(Problem),
});

const Extension = v.strictObject({
  id: Id,
  assignmentId: Id,
  kind: v.picklist(['extension', 'renewal']),
  principalId: Id,
  roleId: Id,
  resourceId: Id,
  requestedBy: Id,
  requestedAt: Instant,
  wantedEndsAt: Instant,
  justification: v.string(),
  status: v.picklist(['pending', 'approved', 'denied', 'withdrawn']),
  decidedBy: v.exactOptional(Id),
  decidedAt: v.exactOptional(Instant),
  decisionJustification: v.exactOptional(v.string()),
});

const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.array(item), nextCursor: v.exactOptional(v.string()) });

export const assignmentAnswers = {
  listAssignments: { 200: pageOf(Assignment) },
  getAssignment: { 200: Assignment },
  createAssignments: {
    200: v.strictObject({ results: v.array(v.variant('outcome', [Added, Refused])) }),
    201: v.strictObject({ results: v.strictTuple([Added]) }),
  },
  removeAssignment: { 204: v.undefined() },
  makeEligible: { 200: Conversion },
  makeActive: { 200: Conversion },
  requestExtension: { 202: Extension },
  listExtensions: { 200: pageOf(Extension) },
  decideExtension: { 200: Extension },
} satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
