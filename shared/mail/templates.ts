import type {
  ActivationMail,
  AssignmentMail,
  ExtensionMail,
  GainedAccessMail,
  MailedEvent,
} from '#shared/dynamodb/stream-filters';
import type { Mail } from '#shared/ports/mailer';
import {
  activatedForAdministrators,
  breakGlassForAdministrators,
  endedForAdministrators,
  extendedForAdministrators,
  unreachableForAdministrators,
} from './administrator-letters.ts';
import * as approver from './approver-letters.ts';
import * as assignment from './assignment-letters.ts';
import { callReminded, callRequested } from './call-letters.ts';
import { extensionApproved, extensionAsked, extensionDenied, extensionSuperseded } from './extension-letters.ts';
import {
  enabledForAdministrators,
  enabledForHolder,
  joinedForAdministrators,
  joinedForHolder,
} from './gained-access-letters.ts';
import { htmlPart } from './html-part.ts';
import { importedForAdministrators, importedForHolder } from './import-letters.ts';
import { type Letter, tidy } from './letter.ts';
import type {
  ActivationFacts,
  AssignmentFacts,
  CallFacts,
  ExtensionFacts,
  GainedAccessFacts,
  ImportFacts,
  InvitationFacts,
  SettingsFacts,
} from './mail-facts.ts';
import { invited, settingsChanged } from './organization-letters.ts';
import * as requester from './requester-letters.ts';
import { textPart } from './text-part.ts';

/** Whom a mail is for. */
export type Audience =
  /** Asked to decide; and all of those, who are only told. */
  | 'approver'
  | 'co_approver'
  | 'requester'
  /** Administrators as the settings of the role say (SET-2); all of them, whatever these say; plain addresses (SET-2). */
  | 'administrator'
  | 'overseer'
  | 'extra_recipient'
  /** Of an assignment: the person, or each member of the group. */
  | 'holder'
  /** Administrators who may decide on what somebody else asks for. */
  | 'decider'
  | 'invited';

type FactsAbout = Record<ActivationMail, ActivationFacts> &
  Record<AssignmentMail, AssignmentFacts> &
  Record<ExtensionMail, ExtensionFacts> &
  Record<GainedAccessMail, GainedAccessFacts> &
  Record<'role.settings_changed', SettingsFacts> &
  Record<'policy.imported', ImportFacts> &
  Record<'principal.invited', InvitationFacts>;

type Letters = {
  readonly [E in MailedEvent]: readonly (readonly [Audience, (facts: FactsAbout[E]) => Letter])[];
};

/**
 * Who is told what about which event (NOT-1); what is not in here is not told. Whoever belongs to two audiences is told
 * as the first of them.
 */
const letters: Letters = {
  'activation.requested': [
    ['approver', approver.decisionAsked],
    ['overseer', breakGlassForAdministrators],
  ],
  'activation.approval_reminded': [['approver', approver.decisionReminded]],
  'activation.approvers_changed': [['approver', approver.decisionAsked]],
  'activation.extension_requested': [['approver', approver.decisionAsked]],
  'link.renewed': [['approver', approver.linkRenewed]],
  'activation.approved': [
    ['requester', requester.approvedForRequester],
    ['co_approver', approver.approvedForApprovers],
  ],
  'activation.denied': [
    ['requester', requester.deniedForRequester],
    ['co_approver', approver.deniedForApprovers],
  ],
  'activation.timed_out': [
    ['requester', requester.timedOutForRequester],
    ['co_approver', approver.timedOutForApprovers],
  ],
  'activation.cancelled': [
    ['requester', requester.cancelledForRequester],
    ['co_approver', approver.cancelledForApprovers],
  ],
  'activation.activated': [
    ['requester', requester.activatedForRequester],
    ['administrator', activatedForAdministrators],
    ['extra_recipient', activatedForAdministrators],
  ],
  'activation.extended': [
    ['requester', requester.extendedForRequester],
    ['co_approver', approver.approvedForApprovers],
    ['administrator', extendedForAdministrators],
  ],
  'activation.extension_denied': [
    ['requester', requester.extensionDeniedForRequester],
    ['co_approver', approver.deniedForApprovers],
  ],
  'activation.extension_timed_out': [
    ['requester', requester.extensionTimedOutForRequester],
    ['co_approver', approver.timedOutForApprovers],
  ],
  'activation.ending_soon': [['requester', requester.endingSoonForRequester]],
  'activation.ended': [
    ['requester', requester.endedForRequester],
    ['administrator', endedForAdministrators],
    ['extra_recipient', endedForAdministrators],
  ],
  'activation.reviewed': [['requester', requester.reviewedForRequester]],
  'mail.approvers_unreachable': [
    ['requester', requester.unreachableForRequester],
    ['overseer', unreachableForAdministrators],
  ],
  'assignment.added': [
    ['holder', assignment.assignedForHolder],
    ['administrator', assignment.assignedForAdministrators],
  ],
  'assignment.made_eligible': [['holder', assignment.madeEligibleForHolder]],
  'assignment.made_active': [
    ['holder', assignment.madeActiveForHolder],
    ['administrator', assignment.madeActiveForAdministrators],
  ],
  'assignment.extended': [['holder', assignment.extendedForHolder]],
  'assignment.changed': [
    ['holder', assignment.changedForHolder],
    ['administrator', assignment.changedForAdministrators],
  ],
  'assignment.expiring': [
    ['holder', assignment.expiringForHolder],
    ['administrator', assignment.expiringForAdministrators],
  ],
  'assignment.ended': [['holder', assignment.endedForHolder]],
  'assignment.removed': [['holder', assignment.removedForHolder]],
  'extension.requested': [['decider', extensionAsked]],
  'extension.approved': [['requester', extensionApproved]],
  'extension.denied': [['requester', extensionDenied]],
  'extension.superseded': [['requester', extensionSuperseded]],
  'group.member_added': [
    ['holder', joinedForHolder],
    ['administrator', joinedForAdministrators],
  ],
  'principal.enabled': [
    ['holder', enabledForHolder],
    ['administrator', enabledForAdministrators],
  ],
  'role.settings_changed': [['overseer', settingsChanged]],
  'policy.imported': [
    ['administrator', importedForAdministrators],
    ['holder', importedForHolder],
  ],
  'principal.invited': [['invited', invited]],
};

/** Who is told about an event, those whom it concerns most first. */
export function audiencesOf(event: MailedEvent): Audience[] {
  return letters[event].map(([audience]) => audience);
}

/**
 * Writes the mail about an event for one audience.
 *
 * @throws Error when that audience is not told about the event, or the links to decide by are missing
 */
export function renderMail<E extends MailedEvent>(event: E, audience: Audience, facts: FactsAbout[E]): Words {
  const about: Letters[E] = letters[event];
  const [, write] = about.find(([reader]) => reader === audience) ?? [];
  if (!write) throw new Error(`No mail about ${event} is written for the audience ${audience}.`);
  return parts(write(facts));
}

/** Writes the mail that asks an approver about requests of one call; about one alone it is as any other. */
export function renderCallMail(
  event: 'activation.requested' | 'activation.approval_reminded',
  { requests, ...happened }: CallFacts,
): Words {
  const [only, ...others] = requests;
  if (only && others.length === 0) return renderMail(event, 'approver', { ...happened, ...only });
  const write = event === 'activation.requested' ? callRequested : callReminded;
  return parts(write({ requests, ...happened }));
}

type Words = Pick<Mail, 'subject' | 'text' | 'html'>;

function parts(letter: Letter): Words {
  const tidied = tidy(letter);
  return { subject: tidied.subject, text: textPart(tidied), html: htmlPart(tidied) };
}
