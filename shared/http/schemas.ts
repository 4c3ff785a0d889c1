import * as v from 'valibot';
import { semantics } from '#shared/domain/evaluation-semantic';
import { Id } from '#shared/domain/id';
import { InstantInput } from '#shared/domain/instant';
import { MOST_EVALUATIONS } from './evaluation-limits.ts';
import {
  bounded,
  ExportPage,
  Justification,
  listOf,
  OneLine,
  Page,
  TicketInput,
  WholeMinutes,
  YesOrNo,
} from './fields.ts';

/** Bodies and queries of the routes, as `api.md` promises them. Unknown fields are refused, except where AuthZEN allows them. */

const ActivationItem = v.strictObject({
  roleId: Id,
  resourceId: v.exactOptional(Id),
  durationMinutes: v.exactOptional(WholeMinutes),
  startsAt: v.exactOptional(InstantInput),
  breakGlass: v.exactOptional(v.boolean('must be true or false')),
});

export const ActivateBody = v.strictObject({
  items: listOf(ActivationItem, 1, 20),
  justification: v.exactOptional(Justification),
  ticket: v.exactOptional(TicketInput),
});
export type ActivateBody = v.InferOutput<typeof ActivateBody>;

const Decision = v.picklist(['approve', 'deny'], 'must be approve or deny');

export const MyActivationsQuery = v.strictObject({
  ...Page.entries,
  open: v.exactOptional(YesOrNo),
  roleId: v.exactOptional(Id),
});

/** `decided`: what I decided, instead of what waits for me. */
export const ApprovalsQuery = v.strictObject({
  ...Page.entries,
  decided: v.exactOptional(YesOrNo),
});

const Word = v.picklist(['approve', 'deny', 'withdraw'], 'must be approve, deny or withdraw');

export const DecisionBody = v.strictObject({ decision: Word, justification: v.exactOptional(Justification) });
export const BulkDecisionBody = v.strictObject({
  items: listOf(v.strictObject({ activationId: Id, decision: Decision }), 1, 50),
  justification: v.exactOptional(Justification),
});

const Token = v.pipe(OneLine, v.nonEmpty('must not be empty'));
export const LinkPreviewBody = v.strictObject({ token: Token });
export const LinkDecisionBody = v.strictObject({
  token: Token,
  decision: Decision,
  matchCode: bounded(16),
  justification: v.exactOptional(Justification),
});

export const ReportQuery = v.strictObject({
  ...ExportPage.entries,
  from: v.exactOptional(InstantInput),
  to: v.exactOptional(InstantInput),
  roleId: v.exactOptional(Id),
  resourceId: v.exactOptional(Id),
  requesterId: v.exactOptional(Id),
  approverId: v.exactOptional(Id),
  ticket: v.exactOptional(bounded(100)),
  ticketSystem: v.exactOptional(bounded(100)),
  status: v.exactOptional(bounded(40)),
  outcome: v.exactOptional(bounded(40)),
  review: v.exactOptional(v.picklist(['awaiting', 'signed'], 'must be awaiting or signed')),
  assurance: v.exactOptional(v.picklist(['session', 'link'], 'must be session or link')),
  ip: v.exactOptional(bounded(45)),
  userAgent: v.exactOptional(bounded(200)),
  justification: v.exactOptional(bounded(200)),
  endedFrom: v.exactOptional(InstantInput),
  endedTo: v.exactOptional(InstantInput),
});
export type ReportQuery = v.InferOutput<typeof ReportQuery>;

/** Nothing in it counts, but an application that sends something else means another question than it asks. */
const Unread = v.exactOptional(v.looseObject({}, 'must be an object'));
const Subject = v.looseObject({ type: v.string(), id: v.string(), properties: Unread });
const Action = v.looseObject({ name: v.string(), properties: Unread });
const AccessResource = v.looseObject({
  type: v.string(),
  id: v.string(),
  properties: v.exactOptional(v.looseObject({ resourceId: v.exactOptional(v.string()) })),
});
/** OpenID AuthZEN Authorization API 1.0, access evaluation request. */
export const EvaluationBody = v.looseObject({
  subject: Subject,
  action: Action,
  resource: AccessResource,
  context: Unread,
});
export type EvaluationBody = v.InferOutput<typeof EvaluationBody>;
/** A part of the questions that leave it out; whether it is whole is judged with each of them. */
const Anything = v.exactOptional(v.unknown());
const shared = <E extends v.ObjectEntries>(entries: E) => v.exactOptional(v.looseObject(entries, 'must be an object'));
const Options = v.looseObject({
  evaluations_semantic: v.exactOptional(v.picklist(semantics, `must be one of: ${semantics.join(', ')}`)),
});
/**
 * OpenID AuthZEN Authorization API 1.0, access evaluations request: what an item leaves out, the outer object gives; without
 * items it is the one question. Items are not looked at here: one that lacks something is answered no, and the others are
 * answered all the same.
 */
export const EvaluationsBody = v.looseObject({
  subject: shared({ type: Anything, id: Anything, properties: Anything }),
  action: shared({ name: Anything, properties: Anything }),
  resource: shared({ type: Anything, id: Anything, properties: Anything }),
  context: Unread,
  options: v.exactOptional(Options),
  evaluations: v.exactOptional(listOf(v.unknown(), 0, MOST_EVALUATIONS)),
});
export type EvaluationsBody = v.InferOutput<typeof EvaluationsBody>;
