import * as v from 'valibot';
import type { Activation } from './activation.ts';
import { type FieldChange, fieldChanges, isSame } from './change.ts';
import { mostYeses, type PossibleApprover } from './most-yeses.ts';
import { type Accounts, isSamePerson, type PersonKey } from './person.ts';
import { type Violation, violation } from './refusal.ts';
import { isAdministratorRole } from './role.ts';
import { ApproverEntry, type RoleSettings, type SettingsVersion } from './role-settings.ts';
import { loweredProtections } from './settings-protection.ts';
import { isSafeTicketPattern } from './ticket-pattern.ts';

/** What the table says of the people and entries that new settings name, at the moment they are saved. */
export interface SettingsFacts {
  readonly roleId: string;
  /** Ids among the approvers that are no enabled user, group or role. */
  readonly unknownApprovers: readonly string[];
  /** Ids among those listed for break-glass that are no enabled user or group. */
  readonly unknownBreakGlass: readonly string[];
  /** The accounts of the people behind the approver entries, whether they could decide or not. */
  readonly approvers: readonly PossibleApprover[];
  /** The people who could ask for the role under these settings. */
  readonly eligible: readonly PersonKey[];
  /** By link alone: ids of the approvers whose mail leads to somebody who could ask (T-49). */
  readonly mailboxes?: readonly string[];
  /** All of these, and the accounts their chains lead over. */
  readonly accounts: Accounts;
}

/** Why settings that may be saved still deserve a second look. */
export interface SettingsWarning {
  readonly code:
    | 'own_requests_cancelled'
    | 'no_spare_approver'
    | 'mfa_not_required'
    | 'protection_lowered'
    | 'set_to_default'
    | 'shared_mailbox';
  readonly message: string;
  /** The requests concerned. */
  readonly activationIds?: readonly string[];
  /** The setting concerned. */
  readonly field?: string;
}

/** What is another than before, old → new: the names beside the ids of approvers follow the table and are no change. */
export function settingsChanges(before: RoleSettings, after: RoleSettings): FieldChange[] {
  return fieldChanges(before, after).filter(({ from, to }) => !isSame(withoutNames(from), withoutNames(to)));
}

const Entries = v.array(v.pick(ApproverEntry, ['kind', 'id']));

function withoutNames(value: unknown): unknown {
  const entries = v.safeParse(Entries, value);
  return entries.success ? entries.output : value;
}

/** What a change would lower, and what it sets back to its default (SET-10). */
export function warnOfChange(before: RoleSettings, after: RoleSettings, reset: readonly string[]): SettingsWarning[] {
  const lowered = loweredProtections(before, after);
  const changed = settingsChanges(before, after).map(({ field }) => field);
  const isChanged = (field: string) => changed.some((one) => one === field || one.startsWith(`${field}.`));
  return [
    ...lowered.map((one) => ({ code: 'protection_lowered' as const, ...one })),
    ...reset.filter(isChanged).map((field) => ({
      code: 'set_to_default' as const,
      field,
      message: 'This setting goes back to its default.',
    })),
  ];
}

/** Every rule that settings break, at once: settings under which nobody could ever approve are none (SET-3, SET-5, SET-6, SET-9). */
export function evaluateSettings(settings: RoleSettings, facts: SettingsFacts): Violation[] {
  const { numberPattern } = settings.ticket;
  return [
    ...(numberPattern === undefined || isSafeTicketPattern(numberPattern)
      ? []
      : [violation('ticket.numberPattern', 'ticket_pattern_not_safe', numberPattern)]),
    ...facts.unknownApprovers.map((id) => violation('approval.approvers', 'unknown_approver', id)),
    ...(settings.approval.required ? approvalRules(settings, facts) : []),
    ...(settings.decisionMode === 'link' && isAdministratorRole(facts.roleId)
      ? [violation('decisionMode', 'link_mode_not_allowed')]
      : []),
    ...facts.unknownBreakGlass.map((id) => violation('breakGlass.principals', 'unknown_break_glass_principal', id)),
  ];
}

/**
 * What stands against inheriting settings: nobody could ever approve here. Other rules were theirs when they were saved, and
 * are broken, if at all, where they stand.
 */
export function evaluateInherited(settings: RoleSettings, facts: SettingsFacts): Violation[] {
  return settings.approval.required ? approvalRules(settings, facts) : [];
}

/** Nobody approves their own activation, so that it has to work for at least one of those who could ask. */
function approvalRules({ approval: { quorum }, decisionMode }: RoleSettings, facts: SettingsFacts): Violation[] {
  const { approvers, eligible, accounts } = facts;
  const leftBy = (asking: PersonKey) => approvers.filter((one) => !isSamePerson(one, asking, accounts));
  const yeses = eligible.map((asking) => mostYeses(leftBy(asking), decisionMode, accounts, asking));
  const counting = eligible.length === 0 ? mostYeses(approvers, decisionMode, accounts) : Math.max(...yeses);
  if (counting <= 0) return [violation('approval.approvers', 'nobody_could_approve')];
  return quorum > counting ? [violation('approval.quorum', 'quorum_above_approvers', counting)] : [];
}

/** What is allowed but may surprise whoever saves it. */
export function warnOfSettings(
  settings: RoleSettings,
  { approvers, accounts, mailboxes }: SettingsFacts,
  ownRequests: readonly string[],
): SettingsWarning[] {
  const { required, quorum } = settings.approval;
  const isTight = required && mostYeses(approvers, settings.decisionMode, accounts) === quorum;
  const own: SettingsWarning = {
    code: 'own_requests_cancelled',
    message: 'Your own requests under these settings are cancelled when they are saved.',
    activationIds: ownRequests,
  };
  return [
    ...(ownRequests.length > 0 ? [own] : []),
    ...(isTight
      ? [
          {
            code: 'no_spare_approver' as const,
            message: 'Every approver is needed: while one of them is away, or asks, nobody gets a yes.',
          },
        ]
      : []),
    ...(mailboxes && mailboxes.length > 0
      ? [
          {
            code: 'shared_mailbox' as const,
            message: `The mail of these approvers reaches somebody who may ask for the role: ${mailboxes.join(', ')}. On such a request they have to sign in to decide.`,
          },
        ]
      : []),
    ...(settings.mfa.require === 'none'
      ? [{ code: 'mfa_not_required' as const, message: 'The role can be activated without a second factor.' }]
      : []),
  ];
}

/** Who changed the settings that count after a request was made under others, if anybody did: never its requester (T-59). */
export function changedSince(
  { requestedAt, settings: asked }: Pick<Activation, 'requestedAt' | 'settings'>,
  { changedBy, changedAt, resourceId, version }: SettingsVersion,
): SettingsVersion['changedBy'] {
  if (changedAt === undefined || changedAt < requestedAt) return undefined;
  const isAnother = resourceId !== asked.resourceId || version !== asked.version;
  return isAnother ? changedBy : undefined;
}
