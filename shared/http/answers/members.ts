import * as v from 'valibot';
import { Ticket } from '#shared/domain/activation';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { memberStates } from '#shared/domain/member-state';
import type { AnswerSchemas } from '../answers.ts';
import { pageOf } from './page.ts';

/** Somebody who holds a role or may, as JSON. */
export const MemberView = v.strictObject({
  principal: v.strictObject({
    id: Id,
    displayName: v.string(),
    kind: v.picklist(['user', 'guest', 'group', 'workload']),
  }),
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  state: v.picklist(memberStates),
  via: v.variant('kind', [
    v.strictObject({ kind: v.literal('direct') }),
    v.strictObject({ kind: v.literal('group'), id: Id, displayName: v.string() }),
  ]),
  inheritedFrom: v.exactOptional(Id),
  assignmentId: v.exactOptional(Id),
  activationId: v.exactOptional(Id),
  startsAt: v.exactOptional(Instant),
  endsAt: v.exactOptional(Instant),
  /** Of the assignment: where it was asked for. */
  ticket: v.exactOptional(Ticket),
  scheduled: v.exactOptional(v.literal(true)),
});

export const memberAnswers = {
  listRoleMembers: { 200: pageOf(MemberView) },
  listMembers: { 200: pageOf(MemberView) },
} as const satisfies Record<string, AnswerSchemas>;
