import type { AuditEvent, EventType } from '#shared/domain/audit-event';

/** Classes of OCSF 1.3.0 that our events belong to (source: schema.ocsf.io/1.3.0). */
export const ocsfClasses = {
  /** Somebody has access that they had not, or has it no more. */
  access: { uid: 3005, name: 'User Access Management' },
  /** Requests, votes, settings, and everything else that is on record. */
  entity: { uid: 3004, name: 'Entity Management' },
  /** Who belongs to a group. */
  group: { uid: 3006, name: 'Group Management' },
  /** Something a person should look at. */
  finding: { uid: 2004, name: 'Detection Finding' },
} as const;

export const severities = { Informational: 1, Low: 2, Medium: 3, High: 4 } as const;
export type Severity = keyof typeof severities;

/** Number and caption, as its class in OCSF has them. */
interface Activity {
  readonly id: number;
  readonly name: string;
}

/** What an event is in OCSF. Findings say how bad they are, and what they are in one sentence. */
export type OcsfRow =
  | { readonly class: 'access' | 'entity' | 'group'; readonly activity: Activity; readonly severity?: Severity }
  | { readonly class: 'finding'; readonly activity: Activity; readonly severity: Severity; readonly title: string };

type Details = AuditEvent['details'];

const assigned = { class: 'access', activity: { id: 1, name: 'Assign Privileges' } } as const;
const revoked = { class: 'access', activity: { id: 2, name: 'Revoke Privileges' } } as const;
const created = { class: 'entity', activity: { id: 1, name: 'Create' } } as const;
export const updated = { class: 'entity', activity: { id: 3, name: 'Update' } } as const;
const deleted = { class: 'entity', activity: { id: 4, name: 'Delete' } } as const;
const enabled = { class: 'entity', activity: { id: 8, name: 'Enable' } } as const;
const disabled = { class: 'entity', activity: { id: 9, name: 'Disable' } } as const;
const joined = { class: 'group', activity: { id: 3, name: 'Add User' } } as const;
const left = { class: 'group', activity: { id: 4, name: 'Remove User' } } as const;
const found = (severity: Severity, title: string): OcsfRow => ({
  class: 'finding',
  activity: { id: 1, name: 'Create' },
  severity,
  title,
});

/** An eligibility gives nothing by itself: only an active assignment is access. */
const ofAssignment =
  (access: OcsfRow, otherwise: OcsfRow) =>
  ({ type }: Details): OcsfRow =>
    type === 'active' ? access : otherwise;

/** One row for each type of event there is: one without does not compile. */
export const ocsfRows: Readonly<Record<EventType, OcsfRow | ((details: Details) => OcsfRow)>> = {
  'onboarding.consented': { ...assigned, severity: 'Medium' },
  'onboarding.directory_roles_signed_up': updated,
  'principal.added': created,
  'principal.changed': updated,
  'principal.disabled': disabled,
  'principal.enabled': enabled,
  'principal.removed': deleted,
  'principal.invited': updated,
  'principal.bound': updated,
  'principals.imported': created,
  'policy.imported': created,
  'group.member_added': joined,
  'group.member_removed': left,
  'role.added': created,
  'role.changed': updated,
  'role.disabled': disabled,
  'role.enabled': enabled,
  'role.removed': deleted,
  'role.settings_changed': updated,
  'resource.added': created,
  'resource.changed': updated,
  'resource.removed': deleted,
  'assignment.added': ofAssignment(assigned, created),
  // One that had ended before took its access with it then; only the record goes.
  'assignment.removed': (details) =>
    details.endedAt === undefined ? ofAssignment(revoked, deleted)(details) : deleted,
  'assignment.made_eligible': created,
  'assignment.made_active': assigned,
  'assignment.expiring': updated,
  'assignment.ended': ofAssignment(revoked, updated),
  'assignment.extended': updated,
  'assignment.changed': updated,
  'extension.requested': created,
  'extension.approved': updated,
  'extension.denied': updated,
  'extension.withdrawn': updated,
  'extension.superseded': updated,
  'activation.requested': ({ breakGlass }) => (breakGlass === true ? { ...created, severity: 'High' } : created),
  'activation.voted': updated,
  'activation.vote_withdrawn': updated,
  'activation.approved': updated,
  'activation.denied': updated,
  'activation.timed_out': updated,
  'activation.cancelled': updated,
  'activation.provisioning': updated,
  'activation.announced': { ...updated, severity: 'High' },
  'activation.activated': assigned,
  'activation.nudged': updated,
  'activation.approval_reminded': updated,
  'activation.approvers_changed': updated,
  'activation.ending_soon': updated,
  'activation.extension_requested': updated,
  'activation.extension_denied': updated,
  'activation.extension_timed_out': updated,
  'activation.extended': updated,
  'activation.shortened': updated,
  'activation.workflow_restarted': updated,
  'activation.revoking': updated,
  'activation.ended': revoked,
  'activation.reviewed': updated,
  'link.renewed': updated,
  'link.wrong_code': ({ locked }) =>
    locked === true
      ? found('High', 'A decision link was locked after wrong codes')
      : found('Low', 'A wrong code was typed on a decision link'),
  'link.refused': found('Low', 'A decision link was refused'),
  'link.foreign_session': found('Medium', 'Somebody signed in used the decision link of somebody else'),
  'mail.bounced': found('Low', 'A mail did not arrive'),
  'mail.complained': found('Low', 'The receiver of a mail complained about it'),
  'mail.approvers_unreachable': found('Medium', 'No approver of an activation can be reached'),
};
