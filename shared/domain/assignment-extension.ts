import * as v from 'valibot';
import { type Assignment, hasEnded } from './assignment.ts';
import { extendableFrom, renewableUntil } from './assignment-due.ts';
import { justificationRules, lengthRules } from './assignment-rules.ts';
import type { Actor } from './audit-event.ts';
import { Id } from './id.ts';
import { Instant } from './instant.ts';
import { Refusal, type Violation, violation } from './refusal.ts';
import type { RoleSettings } from './role-settings.ts';

const asked = {
  id: Id,
  assignmentId: Id,
  /** An extension of what still is in force, or a renewal of what ended. */
  kind: v.picklist(['extension', 'renewal']),
  principalId: Id,
  roleId: Id,
  resourceId: Id,
  requestedBy: Id,
  requestedAt: Instant,
  wantedEndsAt: Instant,
  justification: v.string(),
  revision: v.number(),
};
const closed = { decidedBy: Id, decidedAt: Instant };
const decided = { ...closed, decisionJustification: v.string() };

/** Somebody's wish that an assignment end later; an administrator decides (ASG-3). */
export const Extension = v.variant('status', [
  v.object({ ...asked, status: v.literal('pending') }),
  v.object({ ...asked, ...decided, status: v.literal('approved') }),
  v.object({ ...asked, ...decided, status: v.literal('denied') }),
  v.object({ ...asked, ...closed, status: v.literal('withdrawn') }),
  v.object({ ...asked, ...closed, status: v.literal('superseded') }),
]);
export type Extension = v.InferOutput<typeof Extension>;
export type PendingExtension = Extract<Extension, { status: 'pending' }>;

/** A decision on an extension, with its reason. */
export interface ExtensionDecision {
  readonly decision: 'approve' | 'deny';
  readonly justification: string;
}

/**
 * Judges the wish for a later end by every rule at once: asked for in time, later than now and than the end there is, no
 * longer than the role allows.
 */
export function evaluateExtension(
  assignment: Assignment,
  wanted: { readonly endsAt: string; readonly justification: string },
  settings: RoleSettings,
  now: string,
): Violation[] {
  const { endsAt, type } = assignment;
  if (endsAt === undefined) return [violation('endsAt', 'assignment_permanent')];
  return [
    ...timeRules(endsAt, now),
    ...endRules(wanted.endsAt, endsAt, now),
    ...lengthRules(now, wanted.endsAt, type, settings),
    ...justificationRules(wanted.justification),
  ];
}

function timeRules(endsAt: string, now: string): Violation[] {
  if (now < extendableFrom(endsAt)) return [violation('endsAt', 'extension_too_early', extendableFrom(endsAt))];
  return now < renewableUntil(endsAt) ? [] : [violation('endsAt', 'extension_too_late', renewableUntil(endsAt))];
}

function endRules(wantedEndsAt: string, endsAt: string, now: string): Violation[] {
  if (wantedEndsAt <= now) return [violation('endsAt', 'end_in_past', now)];
  return wantedEndsAt > endsAt ? [] : [violation('endsAt', 'end_not_later', endsAt)];
}

/** Judges the wish again at the moment of the yes: rules and time may have moved on. */
export function evaluateApproval(
  { wantedEndsAt }: Extension,
  { type }: Assignment,
  settings: RoleSettings,
  now: string,
): Violation[] {
  if (wantedEndsAt <= now) return [violation('wantedEndsAt', 'end_in_past', now)];
  return lengthRules(now, wantedEndsAt, type, settings);
}

/** The assignment with its new end; one that has ended starts again now. Its reminders begin anew. */
export function extendAssignment(assignment: Assignment, endsAt: string, now: string): Assignment {
  const { remindedDays: _reminded, endedAt: _ended, ...kept } = assignment;
  const startsAt = hasEnded(assignment, now) ? now : assignment.startsAt;
  return { ...kept, startsAt, endsAt, extendedAt: now, revision: assignment.revision + 1 };
}

/** @throws Refusal extension_decided */
export function decideExtension(
  extension: Extension,
  { decision, justification }: ExtensionDecision,
  by: Actor,
  now: string,
): Extract<Extension, { status: 'approved' | 'denied' }> {
  const pending = requirePending(extension);
  const verdict = { decidedBy: by.id, decidedAt: now, decisionJustification: justification };
  return {
    ...pending,
    ...verdict,
    status: decision === 'approve' ? 'approved' : 'denied',
    revision: pending.revision + 1,
  };
}

/** A request whose assignment goes away is asked of nobody any more. */
export function withdrawExtension(
  pending: PendingExtension,
  by: Actor,
  now: string,
): Extract<Extension, { status: 'withdrawn' }> {
  return { ...pending, status: 'withdrawn', decidedBy: by.id, decidedAt: now, revision: pending.revision + 1 };
}

/** A request is over as well when an administrator gives the assignment another end without it (ASG-6). */
export function supersedeExtension(
  pending: PendingExtension,
  by: Actor,
  now: string,
): Extract<Extension, { status: 'superseded' }> {
  return { ...pending, status: 'superseded', decidedBy: by.id, decidedAt: now, revision: pending.revision + 1 };
}

/** @throws Refusal extension_decided */
export function requirePending(extension: Extension): PendingExtension {
  if (extension.status !== 'pending') throw new Refusal('extension_decided');
  return extension;
}
