import * as v from 'valibot';
import { Id } from './id.ts';
import { Instant } from './instant.ts';

export const eventTypes = [
  'onboarding.consented',
  'onboarding.directory_roles_signed_up',
  'principal.added',
  'principal.changed',
  'principal.disabled',
  'principal.enabled',
  'principal.removed',
  'principal.invited',
  'principal.bound',
  'principals.imported',
  'policy.imported',
  'group.member_added',
  'group.member_removed',
  'role.added',
  'role.changed',
  'role.disabled',
  'role.enabled',
  'role.removed',
  'role.settings_changed',
  'resource.added',
  'resource.changed',
  'resource.removed',
  'assignment.added',
  'assignment.removed',
  'assignment.made_eligible',
  'assignment.made_active',
  'assignment.expiring',
  'assignment.ended',
  'assignment.extended',
  'assignment.changed',
  'extension.requested',
  'extension.approved',
  'extension.denied',
  'extension.withdrawn',
  'extension.superseded',
  'activation.requested',
  'activation.voted',
  'activation.vote_withdrawn',
  'activation.approved',
  'activation.denied',
  'activation.timed_out',
  'activation.cancelled',
  'activation.provisioning',
  'activation.announced',
  'activation.activated',
  'activation.nudged',
  'activation.approval_reminded',
  'activation.approvers_changed',
  'activation.ending_soon',
  'activation.extension_requested',
  'activation.extension_denied',
  'activation.extension_timed_out',
  'activation.extended',
  'activation.shortened',
  'activation.workflow_restarted',
  'activation.revoking',
  'activation.ended',
  'activation.reviewed',
  'link.renewed',
  'link.wrong_code',
  'link.refused',
  'link.foreign_session',
  'mail.bounced',
  'mail.complained',
  'mail.approvers_unreachable',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What an event is about; the events of one subject form a chain. */
export const subjectKinds = [
  'organization',
  'principal',
  'role',
  'role_settings',
  'resource',
  'assignment',
  'extension',
  'import',
  'activation',
  'link',
  'mail',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** Who did it: a principal, or one of the system's own parts. */
export const Actor = v.object({
  id: Id,
  displayName: v.string(),
  /** The import by which they did it: it tells people of all of it in one mail. */
  importId: v.exactOptional(Id),
});
export type Actor = v.InferOutput<typeof Actor>;

/** One change, on record: written in the same transaction as the change itself. `seq` counts the events of one subject from 1. */
export const AuditEvent = v.object({
  id: Id,
  type: v.picklist(eventTypes),
  at: Instant,
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  actor: Actor,
  subject: v.object({ kind: v.picklist(subjectKinds), id: v.string() }),
  details: v.record(v.string(), v.unknown()),
  /** Hash of the event before it about the same subject, base64url; empty for the first. */
  prev: v.string(),
});
export type AuditEvent = v.InferOutput<typeof AuditEvent>;

/** The parts of Lapse that act by themselves, as the audit names them. */
export const workflow: Actor = { id: 'workflow', displayName: 'Workflow' };
export const sweeper: Actor = { id: 'sweeper', displayName: 'Sweeper' };
export const dispatcher: Actor = { id: 'dispatch', displayName: 'Dispatch' };
export const notifier: Actor = { id: 'notify', displayName: 'Notify' };
export const mailService: Actor = { id: 'mail-service', displayName: 'Mail service' };
export const organizationImport: Actor = { id: 'organization-import', displayName: 'Import from AWS Organizations' };
export const demonstration: Actor = { id: 'demonstration', displayName: 'Demo organization' };

/** Their names are nobody else's: a principal called so could not be told from them. */
export const systemActors: readonly Actor[] = [
  workflow,
  sweeper,
  dispatcher,
  notifier,
  mailService,
  organizationImport,
  demonstration,
];
