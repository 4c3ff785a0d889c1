import type { Activation } from '#shared/domain/activation';
import { signOff } from '#shared/domain/break-glass';
import { recordVote } from '#shared/domain/decision';
import { beginRevoking, cancel, end, timeOut } from '#shared/domain/ending';
import { askExtension, extend, timeOutExtension } from '#shared/domain/extension';
import { activate, beginProvisioning, nudge } from '#shared/domain/granting';
import { Refusal } from '#shared/domain/refusal';
import { able, alan, extending, grace, noOf, noonPlus, yesOf } from '#test/support/activations';

/** Two hours at most, and an eligibility without an end. */
const moreTime = { settings: { maximumDurationMinutes: 120 }, eligibilityEndsAt: undefined };
const context = { isApprover: true, accounts: [], able, quorum: 1, moreTime };
/** Everything that can be done to an activation, by alan where it takes an approver. */
export const actions = {
  approve: (activation, now) => recordVote(activation, yesOf(alan, { at: now }), context),
  deny: (activation, now) => recordVote(activation, noOf(alan, { at: now }), context),
  cancel: (activation, now) => cancel(activation, now),
  timeOut: (activation, now) => timeOut(activation, now),
  beginProvisioning: (activation, now) =>
    beginProvisioning(
      activation,
      { heldSince: now, attemptUntil: noonPlus(1), eligibilityEndsAt: activation.eligibility.endsAt },
      now,
    ),
  activate: (activation, now) => activate(activation, now),
  beginRevoking: (activation, now) => beginRevoking(activation, { outcome: 'revoked' }, now),
  end: (activation, now) => end(activation, now),
  nudge: (activation, now) => nudge(activation, now),
  askExtension: (activation, now) =>
    askExtension(activation, { ...extending().extension, requestedAt: now, additionalMinutes: 20 }),
  extend: (activation, now) => extend(activation, 10, moreTime, now),
  timeOutExtension: (activation, now) => timeOutExtension(activation, now),
  signOff: (activation, now) => signOff(activation, { by: grace, accounts: [], justification: 'Seen', at: now }),
} satisfies Record<string, (activation: Activation, now: string) => Activation>;
export type Action = keyof typeof actions;

export const actionNames = Object.keys(actions) as Action[];

/** The activation after the action, or as it was when the action is refused. */
export function attempt(activation: Activation, action: Action, now: string): Activation {
  try {
    return actions[action](activation, now);
  } catch (error) {
    if (error instanceof Refusal) return activation;
    throw error;
  }
}
