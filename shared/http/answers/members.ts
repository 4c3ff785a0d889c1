import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';

/** What the routes of members answer as JSON, for the OpenAPI document. */
const MemberView = v.strictObject({
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
const MembersView = v.strictObject({ items: v.array(MemberView), nextCursor: v.exactOptional(v.string()) });

export const memberAnswers = {
  listRoleMembers: { 200: MembersView },
  listMembers: { 200: MembersView },
} satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
