import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
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
  state: v.picklist([
    'active_permanent',
    'active_time_bound',
    'activated',
    'eligible_permanent',
    'eligible_time_bound',
  ]),
  via: v.variant('kind', [
    v.strictObject({ kind: v.literal('direct') }),
    v.strictObject({ kind: v.literal('group'), id: Id, displayName: v.string() }),
  ]),
  inheritedFrom: v.exactOptional(Id),
  assignmentId: v.exactOptional(Id),
  activationId: v.exactOptional(Id),
  startsAt: v.exactOptional(Instant),
  endsAt: v.exactOptional(Instant),
  scheduled: v.exactOptional(v.literal(true)),
});

export const memberAnswers = {
  listRoleMembers: { 200: pageOf(MemberView) },
  listMembers: { 200: pageOf(MemberView) },
} as const satisfies Record<string, AnswerSchemas>;
