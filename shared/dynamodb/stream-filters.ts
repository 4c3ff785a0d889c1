import type { Status } from '#shared/domain/activation';
import { demonstration, type EventType } from '#shared/domain/audit-event';
import { PUT_OFF } from './index-keys.ts';
import type { Entity, TaskTokenKind } from './keys.ts';

/**
 * What each of the two readers of the stream is woken for (Lambda event filter patterns, at most 5 a reader); everything
 * else costs no invocation. Dispatch sees states, the approval token and that an end was moved, never mails; notify sees
 * events only, never a token.
 */

const activationIn = (statuses: Status[]) => image({ entity: text('activation'), status: text(...statuses) });
const FIRST_IMAGE_OR_CHANGE = ['INSERT', 'MODIFY'];

/** The workflow has to be started, resumed or stopped, or a right went. An end that comes by time needs nobody to tell it. */
export const dispatchFilters = [
  activationIn(['pending_approval', 'approved', 'denied', 'timed_out', 'cancelled']),
  image({ entity: text('activation'), status: text('revoking'), outcome: { S: [{ 'anything-but': ['expired'] }] } }),
  image({ entity: text('task_token'), kind: text<TaskTokenKind>('approval') }),
  // Of all writes of what is active, only another end: told by its event, because a state does not say what it was before.
  {
    eventName: ['INSERT'],
    dynamodb: {
      NewImage: {
        entity: text<Entity>('event'),
        type: text<EventType>('activation.extended', 'activation.shortened'),
      },
    },
  },
  image({ entity: text<Entity>('ending') }),
];

/** Tells a change by which the sweeper only put something off: it concerns nobody else. */
export function isPutOff({ dueSk }: Readonly<Record<string, unknown>>): boolean {
  return typeof dueSk === 'string' && dueSk.startsWith(PUT_OFF);
}

/** The events people are told about by mail (NOT-1), by what the mail is about. */
export const activationMails = [
  'activation.requested',
  'activation.approval_reminded',
  'activation.approvers_changed',
  'activation.approved',
  'activation.denied',
  'activation.timed_out',
  'activation.cancelled',
  'activation.activated',
  'activation.extension_requested',
  'activation.extension_denied',
  'activation.extension_timed_out',
  'activation.extended',
  'activation.ending_soon',
  'activation.ended',
  'activation.reviewed',
  'link.renewed',
  'mail.approvers_unreachable',
] as const satisfies readonly EventType[];
export const assignmentMails = [
  'assignment.added',
  'assignment.made_eligible',
  'assignment.made_active',
  'assignment.extended',
  'assignment.changed',
  'assignment.expiring',
  'assignment.ended',
  'assignment.removed',
] as const satisfies readonly EventType[];
export const extensionMails = [
  'extension.requested',
  'extension.approved',
  'extension.denied',
  'extension.superseded',
] as const satisfies readonly EventType[];
/** Access somebody gains without an assignment being made. */
export const gainedAccessMails = ['group.member_added', 'principal.enabled'] as const satisfies readonly EventType[];
export type GainedAccessMail = (typeof gainedAccessMails)[number];
export type ActivationMail = (typeof activationMails)[number];
export type AssignmentMail = (typeof assignmentMails)[number];
export type ExtensionMail = (typeof extensionMails)[number];
export const mailedEvents = [
  ...activationMails,
  ...assignmentMails,
  ...extensionMails,
  ...gainedAccessMails,
  'role.settings_changed',
  'principal.invited',
  'policy.imported',
] as const satisfies readonly EventType[];
export type MailedEvent = (typeof mailedEvents)[number];

/** Of what an import adds, people are told by the event of the import, in one mail for all of it. */
const toldByImport: readonly MailedEvent[] = ['assignment.added', 'group.member_added', 'role.settings_changed'];
const others = mailedEvents.filter((type) => !toldByImport.includes(type));

/** Nobody is told how the demo organization came to be. */
const somebody = { id: { S: [{ 'anything-but': [demonstration.id] }] } };
const bySomebody = { M: somebody };
const byItself = { M: { ...somebody, importId: { S: [{ exists: false }] } } };

export const notifyFilters = [
  {
    eventName: ['INSERT'],
    dynamodb: { NewImage: { entity: text<Entity>('event'), type: text(...others), actor: bySomebody } },
  },
  {
    eventName: ['INSERT'],
    dynamodb: { NewImage: { entity: text<Entity>('event'), type: text(...toldByImport), actor: byItself } },
  },
];

function image(newImage: Record<string, unknown>) {
  return { eventName: FIRST_IMAGE_OR_CHANGE, dynamodb: { NewImage: newImage } };
}

function text<T extends string = string>(...values: T[]) {
  return { S: values };
}
