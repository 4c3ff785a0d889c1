import {
  type Activation,
  type ActiveActivation,
  type Approval,
  type ApprovedActivation,
  isFinal,
} from './activation.ts';
import { earliest, latest, minutesBetween, plusMinutes } from './instant.ts';

/** The sweeper comes a minute after the workflow, so that whoever comes second finds it done. */
const GRACE_MINUTES = 1;
const NUDGE_AFTER_MINUTES = 2;
const GIVE_UP_AFTER_MINUTES = 15;
const REMINDER_MINUTES = 15;
const REMINDER_SHARE = 0.25;
/** When approvers who have not answered are reminded, as shares of the window (APR-5). */
const APPROVAL_REMINDERS = [0.5, 0.9] as const;
const LONGEST_PAUSE_MINUTES = 15;

/**
 * When the sweeper has to look at an activation next, whatever workflow and stream do; never for a final one.
 *
 * @returns ISO 8601 UTC
 */
export function dueAt(activation: Activation): string | undefined {
  if (isFinal(activation)) return undefined;
  switch (activation.status) {
    case 'pending_approval':
      return earliest(plusMinutes(activation.approval.deadline, GRACE_MINUTES), approvalReminderAt(activation));
    case 'approved':
      return activation.nudgedAt === undefined ? nudgeAt(activation) : giveUpAt(activation);
    case 'provisioning':
      return plusMinutes(activation.grantAttemptUntil, GRACE_MINUTES);
    case 'active':
      return earliest(
        plusMinutes(activation.endsAt, GRACE_MINUTES),
        reminderAt(activation),
        extensionDueAt(activation),
      );
    case 'revoking':
      // From the end that was promised, should somebody have noticed it late.
      return plusMinutes(
        latest(earliest(activation.revokingSince, activation.endsAt), activation.grantAttemptUntil),
        GRACE_MINUTES,
      );
  }
}

/**
 * When something is tried again that could not be settled so many times in a row: pauses of 1, 2, 4, 8 and then 15
 * minutes, so that what keeps failing does not keep the others waiting.
 *
 * @param failures at least 1
 */
export function retryAt(failures: number, now: string): string {
  return plusMinutes(now, Math.min(2 ** (failures - 1), LONGEST_PAUSE_MINUTES));
}

/** When the holder is reminded of the end: 15 minutes before it, a quarter of the time when shorter than an hour (ACT-8). */
export function reminderAt(activation: ActiveActivation): string | undefined {
  if (activation.remindedAt !== undefined) return undefined;
  const minutes = minutesBetween(activation.activatedAt, activation.endsAt);
  return plusMinutes(activation.endsAt, -(minutes < 60 ? minutes * REMINDER_SHARE : REMINDER_MINUTES));
}

/** When somebody has to be reminded of an extension, or it is over: no workflow waits for its deadline. */
function extensionDueAt({ extension }: ActiveActivation): string | undefined {
  return extension && earliest(extension.approval.deadline, approvalReminderAt(extension));
}

/** When approvers are reminded next; absent once both reminders went out. */
export function approvalReminderAt({ approval }: { readonly approval: Approval }): string | undefined {
  const share = APPROVAL_REMINDERS[approval.reminders];
  if (share === undefined) return undefined;
  return plusMinutes(approval.deadline, -approval.windowMinutes * (1 - share));
}

/** When an approved activation without progress gets its second look. */
export function nudgeAt(activation: ApprovedActivation): string {
  return plusMinutes(latest(activation.approvedAt, activation.startsAt), NUDGE_AFTER_MINUTES);
}

/** When an approved activation that still got nowhere is given up. */
export function giveUpAt(activation: ApprovedActivation): string {
  return plusMinutes(latest(activation.approvedAt, activation.startsAt), GIVE_UP_AFTER_MINUTES);
}
