import * as v from 'valibot';
import { assignmentStatuses } from '#shared/domain/assignment';
import { Id } from '#shared/domain/id';
import { InstantInput } from '#shared/domain/instant';
import { isBlank } from '#shared/domain/plain-text';
import { bounded, Justification, listOf, Page } from '../fields.ts';

/** Bodies and queries of the routes of assignments (ASG-1 … ASG-3). */

const Type = v.picklist(['eligible', 'active'], 'must be eligible or active');
const YesNo = v.boolean('must be true or false');

/** Where an assignment was asked for. */
const Ticket = v.strictObject({
  number: v.pipe(
    bounded(100),
    v.trim(),
    v.nonEmpty('must not be blank'),
    v.check((number) => !isBlank(number), 'must not be blank'),
  ),
  system: v.exactOptional(bounded(100)),
});

export const AssignmentQuery = v.strictObject({
  ...Page.entries,
  roleId: v.exactOptional(Id),
  principalId: v.exactOptional(Id),
  resourceId: v.exactOptional(Id),
  type: v.exactOptional(Type),
  endsBefore: v.exactOptional(InstantInput),
  state: v.exactOptional(v.picklist(assignmentStatuses, 'must be scheduled, in_force or ended')),
});

export const AssignBody = v.strictObject({
  principalIds: v.pipe(
    listOf(Id, 1, 20),
    v.check((ids) => new Set(ids).size === ids.length, 'must name each principal once'),
  ),
  roleId: Id,
  resourceId: v.exactOptional(Id),
  type: Type,
  startsAt: v.exactOptional(InstantInput),
  endsAt: v.exactOptional(InstantInput),
  permanent: v.exactOptional(YesNo),
  ticket: v.exactOptional(Ticket),
  justification: Justification,
});

/** What is left out stays as it is (ASG-6). */
export const ChangeAssignmentBody = v.strictObject({
  startsAt: v.exactOptional(InstantInput),
  endsAt: v.exactOptional(InstantInput),
  permanent: v.exactOptional(v.literal(true, 'must be true; to take it back, give an end')),
  ticket: v.exactOptional(Ticket),
  justification: v.exactOptional(Justification),
});

export const ExtensionBody = v.strictObject({ endsAt: InstantInput, justification: Justification });

export const ExtensionDecisionBody = v.strictObject({
  decision: v.picklist(['approve', 'deny'], 'must be approve or deny'),
  justification: Justification,
});
