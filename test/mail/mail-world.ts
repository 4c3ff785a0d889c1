import type {
  ActiveActivation,
  ApprovedActivation,
  CancelledActivation,
  DeniedActivation,
  EndedActivation,
  Outcome,
  PendingActivation,
  Vote,
} from '#shared/domain/activation';
import { defaultSettings } from '#shared/domain/role-settings';
import type { MailedEvent } from '#shared/dynamodb/stream-filters';
import type { Ask } from '#shared/mail/letter';
import type {
  ActivationFacts,
  AssignmentFacts,
  CallFacts,
  ExtensionFacts,
  InvitationFacts,
  SettingsFacts,
} from '#shared/mail/mail-facts';
import type { Audience, renderMail } from '#shared/mail/templates';

export const NOON = '2026-11-22T12:00:00.000Z';
const ada = { id: 'prn_ada', displayName: 'Ada Lovelace' };
const grace = { id: 'prn_grace', displayName: 'Grace Hopper' };

export const ask: Ask = {
  approveUrl: 'https://lapse.example/decide#approve.token',
  denyUrl: 'https://lapse.example/decide#deny.token',
  matchCode: 'CFG7',
  endsAt: '2026-11-22T16:00:00.000Z',
};

const asked: Omit<PendingActivation, 'status' | 'approval'> = {
  id: 'act_1',
  requester: { ...ada, account: 'ada@example.test' },
  roleId: 'exchange-administrator',
  roleName: 'Exchange Administrator',
  resourceId: '/',
  eligibility: { assignmentId: 'asg_1', holderId: 'prn_ada' },
  provider: { kind: 'directory' },
  entitlement: 'directory/exchange-administrator/prn_ada',
  justification: 'Finance receives no mail',
  ticket: { number: 'INC-1042', system: 'ServiceNow' },
  durationMinutes: 90,
  requestedAt: NOON,
  settings: { resourceId: '/', version: 1 },
  origin: { ip: '192.0.2.1', userAgent: 'test' },
  termsRevision: 1,
  generation: 1,
  revision: 1,
};

export type Words = Partial<
  Pick<PendingActivation, 'requester' | 'roleName' | 'resourceId' | 'justification' | 'ticket'>
>;
type Changes = Words & { startsAt?: string };

export function pending(changes: Changes = {}, votes: Vote[] = []): PendingActivation {
  const approval = { quorum: 1, windowMinutes: 1440, deadline: '2026-11-23T12:00:00.000Z', reminders: 0 };
  return { ...asked, ...changes, status: 'pending_approval', approval: { ...approval, approvers: [], votes } };
}

export function vote(decision: Vote['decision'], justification: string, by = grace): Vote {
  return { by, decision, justification, at: NOON, assurance: 'session' };
}

export function approved(changes: Changes = {}, justification = 'go ahead', by = grace): ApprovedActivation {
  return { ...pending(changes, [vote('approve', justification, by)]), status: 'approved', approvedAt: NOON };
}

export function denied(changes: Changes = {}, justification = 'not today', by = grace): DeniedActivation {
  return { ...pending(changes, [vote('deny', justification, by)]), status: 'denied', endedAt: NOON };
}

export function cancelled(changes: Changes = {}, reason?: string): CancelledActivation {
  return { ...pending(changes), status: 'cancelled', endedAt: NOON, ...(reason === undefined ? {} : { reason }) };
}

const grant = { provisioningSince: NOON, activatedAt: NOON, endsAt: '2026-11-22T13:30:00.000Z' };

export function active(changes: Changes = {}, justification = 'go ahead', by = grace): ActiveActivation {
  return { ...approved(changes, justification, by), status: 'active', ...grant };
}

export function ended(outcome: Outcome, changes: Changes = {}, reason?: string): EndedActivation {
  const ending = { endedAt: NOON, outcome, ...(reason === undefined ? {} : { reason }) };
  return { ...approved(changes), status: 'ended', ...grant, ...ending };
}

export function facts(
  activation: ActivationFacts['activation'],
  changes: Partial<ActivationFacts> = {},
): ActivationFacts {
  return { activation, at: NOON, actor: grace, ...changes };
}

const grantedTime = { additionalMinutes: 30, justification: 'Not done yet' };

/** An activation that runs, whose holder asks for more time. */
export function extending(changes: Changes = {}, justification = 'Not done yet'): ActiveActivation {
  const { approval } = pending();
  const extension = { additionalMinutes: 30, justification, requestedAt: NOON, approval };
  return { ...active(changes), extension };
}

export const assignmentFacts: AssignmentFacts = {
  ...{ at: NOON, actor: grace, roleName: 'Exchange Administrator' },
  assignment: {
    id: 'asg_1',
    roleId: 'exchange-administrator',
    type: 'eligible',
    resourceId: '/',
    startsAt: NOON,
    endsAt: '2026-12-06T12:00:00.000Z',
    justification: 'Joined the mail team',
  },
  holder: { ...ada, isGroup: false },
};

export const extensionFacts: ExtensionFacts = {
  ...{
    at: NOON,
    actor: grace,
    roleName: 'Exchange Administrator',
    holderName: 'Operators',
    requesterName: 'Ada Lovelace',
  },
  extension: {
    ...{
      id: 'ext_1',
      kind: 'renewal',
      roleId: 'exchange-administrator',
      resourceId: '/',
      wantedEndsAt: '2027-11-22T12:00:00.000Z',
    },
    ...{ justification: 'Still needed', decisionJustification: 'Fine with me' },
  },
};

export const settingsFacts: SettingsFacts = {
  ...{ at: NOON, actor: grace, roleName: 'Exchange Administrator' },
  version: { roleId: 'exchange-administrator', resourceId: '/', version: 4, settings: defaultSettings },
};

export const invitationFacts: InvitationFacts = {
  ...{ at: NOON, actor: grace, displayName: 'Linus Torvalds' },
  invitation: {
    joinUrl: 'https://lapse.example/join#prn_linus.AAAAAAAAAAAAAAAAAAAAAA',
    code: 'prn_linus.AAAAAAAAAAAAAAAAAAAAAA',
    endsAt: '2026-11-29T12:00:00.000Z',
  },
};

/** Ada asks for three roles in one call. */
export const callFacts = (words: Words = {}, deadline?: string): CallFacts => ({
  ...{ at: NOON, actor: ada, reviewUrl: 'https://lapse.example/approvals' },
  requests: ['Exchange Administrator', 'Backup Operator', 'Vault Reader'].map((roleName, place) => {
    const activation = pending({ roleName, ...words });
    const { approval } = activation;
    const own = place === 2 && deadline !== undefined ? { ...approval, deadline } : approval;
    return { activation: { ...activation, approval: own }, ask };
  }),
});

export type Facts = Parameters<typeof renderMail>[2];

/** Every mail there is, each about something whose every text was typed by the same person. */
export function everyMail(words: Words, typed: string, name: string): [MailedEvent, Audience, Facts][] {
  return [
    ...activationMails(words, typed, name),
    ...moreTimeMails(words, typed, name),
    ...otherMails(words, typed, name),
  ];
}

function moreTimeMails(words: Words, typed: string, name: string): [MailedEvent, Audience, Facts][] {
  const actor = { id: 'prn_x', displayName: name };
  const asked = { ...grantedTime, justification: typed, deadline: NOON };
  const wish = facts(extending(words, typed), { ask, extension: asked });
  const decided = (decision: 'approve' | 'deny') =>
    facts(active(words, typed), {
      actor,
      extension: { ...asked, verdict: { decision, justification: typed, reason: typed } },
    });
  const emergency = { ...active(words), breakGlass: { review: 'signed' as const, reviewJustification: typed } };
  return [
    ['activation.requested', 'overseer', facts(emergency)],
    ['activation.reviewed', 'requester', facts(emergency, { actor })],
    ['activation.extension_requested', 'approver', wish],
    ['activation.approval_reminded', 'approver', wish],
    ['activation.approvers_changed', 'approver', wish],
    ['link.renewed', 'approver', wish],
    ['activation.extended', 'requester', decided('approve')],
    ['activation.extended', 'co_approver', decided('approve')],
    ['activation.extended', 'administrator', decided('approve')],
    ['activation.extension_denied', 'requester', decided('deny')],
    ['activation.extension_denied', 'co_approver', decided('deny')],
    ['activation.extension_timed_out', 'requester', facts(active(words), { extension: asked })],
    ['activation.extension_timed_out', 'co_approver', facts(active(words), { extension: asked })],
    ['mail.approvers_unreachable', 'requester', facts(pending(words))],
    ['mail.approvers_unreachable', 'overseer', facts(extending(words), { extension: asked })],
  ];
}

function otherMails(words: Words, typed: string, name: string): [MailedEvent, Audience, Facts][] {
  const { roleName = 'Exchange Administrator', resourceId = '/' } = words;
  const common = { at: NOON, actor: { id: 'prn_x', displayName: name }, roleName };
  const holder = { id: 'prn_operators', displayName: name, isGroup: true };
  const assigned = { ...assignmentFacts.assignment, resourceId, justification: typed };
  const about = (daysLeft?: number) => ({ ...common, assignment: assigned, holder, ...(daysLeft ? { daysLeft } : {}) });
  const ticket = { number: typed, system: typed };
  const changes = [{ field: 'endsAt', from: NOON, to: assignmentFacts.assignment.endsAt }];
  const changed = { ...about(), assignment: { ...assigned, ticket }, changes };
  const wish = { ...extensionFacts.extension, resourceId, justification: typed, decisionJustification: typed };
  const rights = [
    {
      assignment: {
        ...assigned,
        ...{ principalId: 'prn_x', roleId: 'r', createdAt: NOON, createdBy: 'prn_x', revision: 1 },
      },
      roleName: typed,
      groupName: name,
    },
  ];
  const entries = [
    { kind: 'assignment' as const, principalId: 'prn_x', roleId: 'dba', resourceId, type: 'eligible' as const },
    { kind: 'settings' as const, roleId: 'dba', resourceId, lowered: name },
  ];
  const imported = { entries, owner: name, brokenOff: true as const };
  const extension = { ...common, extension: wish, holderName: name, requesterName: name };
  return [
    ...(['assignment.added', 'assignment.made_active'] as const).flatMap((event): [MailedEvent, Audience, Facts][] => [
      [event, 'holder', about()],
      [event, 'administrator', about()],
    ]),
    ['assignment.made_eligible', 'holder', about()],
    ['assignment.extended', 'holder', about()],
    ['assignment.changed', 'holder', changed],
    ['assignment.changed', 'administrator', changed],
    ['assignment.expiring', 'holder', about(14)],
    ['assignment.expiring', 'administrator', about(1)],
    ['assignment.ended', 'holder', about()],
    ['assignment.removed', 'holder', about()],
    ['extension.requested', 'decider', extension],
    ['extension.approved', 'requester', extension],
    ['extension.denied', 'requester', extension],
    ['extension.superseded', 'requester', extension],
    ['role.settings_changed', 'overseer', { ...common, version: { ...settingsFacts.version, resourceId } }],
    ...(['group.member_added', 'principal.enabled'] as const).flatMap((event): [MailedEvent, Audience, Facts][] => [
      [event, 'holder', { ...common, rights }],
      [event, 'administrator', { ...common, rights, holders: [name] }],
    ]),
    ['policy.imported', 'holder', { ...common, rights, imported }],
    ['policy.imported', 'administrator', { ...common, rights, imported }],
    ['principal.invited', 'invited', { ...invitationFacts, actor: common.actor, displayName: typed }],
  ];
}

function activationMails(words: Words, typed: string, name: string): [MailedEvent, Audience, Facts][] {
  const person = { id: 'prn_x', displayName: name };
  const asking = facts(pending(words), { ask });
  return [
    ['activation.requested', 'approver', asking],
    ['activation.approval_reminded', 'approver', asking],
    ['activation.approvers_changed', 'approver', asking],
    ['link.renewed', 'approver', asking],
    ['activation.approved', 'requester', facts(approved(words, typed, person))],
    ['activation.approved', 'co_approver', facts(approved(words, typed, person))],
    ['activation.denied', 'requester', facts(denied(words, typed, person))],
    ['activation.denied', 'co_approver', facts(denied(words, typed, person))],
    ['activation.timed_out', 'requester', facts({ ...pending(words), status: 'timed_out', endedAt: NOON })],
    ['activation.timed_out', 'co_approver', facts({ ...pending(words), status: 'timed_out', endedAt: NOON })],
    ['activation.cancelled', 'requester', facts(cancelled(words, typed), { actor: person })],
    ['activation.cancelled', 'co_approver', facts(cancelled(words, typed), { actor: person })],
    ['activation.activated', 'requester', facts(active(words, typed, person))],
    ['activation.activated', 'administrator', facts(active(words, typed, person))],
    ['activation.activated', 'extra_recipient', facts(active(words, typed, person))],
    ['activation.ending_soon', 'requester', facts(active(words, typed, person))],
    ['activation.ended', 'requester', facts(ended('revoked', words, typed))],
    ['activation.ended', 'administrator', facts(ended('failed', words, typed))],
    ['activation.ended', 'extra_recipient', facts(ended('expired', words, typed))],
  ];
}
