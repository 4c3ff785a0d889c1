import * as v from 'valibot';
import { Id } from './id.ts';
import { Instant } from './instant.ts';

export const eventTypes = [
  'onboarding.consented',
  'principal.added',
  'group.member_added',
  'role.added',
  'role.settings_changed',
  'resource.added',
  'assignment.added',
  'activation.requested',
  'activation.voted',
  'activation.approved',
  'activation.denied',
  'activation.timed_out',
  'activation.cancelled',
  'activation.provisioning',
  'activation.activated',
  'activation.nudged',
  'activation.approval_reminded',
  'activation.ending_soon',
  'activation.workflow_restarted',
  'activation.revoking',
  'activation.ended',
  'link.renewed',
  'link.wrong_code',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What an event is about; the events of one subject form a chain. */
export const subjectKinds = [
  'organization',
  'principal',
  'group_member',
  'role',
  'role_settings',
  'resource',
  'assignment',
  'activation',
  'link',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** Who did it: a principal, or one of the system's own parts. */
export const Actor = v.object({ id: Id, displayName: v.string() });
export type Actor = v.InferOutput<typeof Actor>;

/** One change, on record: written in the same transaction as the change itself. `seq` counts the events of one subject from 1. */
export const AuditEvent = v.object({
  id: Id,
  type: v.picklist(eventTypes),
  at: Instant,
  seq: v.number(),
  actor: Actor,
  subject: v.object({ kind: v.picklist(subjectKinds), id: v.string() }),
  details: v.record(v.string(), v.unknown()),
});
export type AuditEvent = v.InferOutput<typeof AuditEvent>;

/** The parts of Lapse that act by themselves, as the audit names them. */
export const workflow: Actor = { id: 'workflow', displayName: 'Workflow' };
export const sweeper: Actor = { id: 'sweeper', displayName: 'Sweeper' };
export const dispatcher: Actor = { id: 'dispatch', displayName: 'Dispatch' };
export const demonstration: Actor = { id: 'demonstration', displayName: 'Demo organization' };
