import * as v from 'valibot';
import { AssignmentLimits, limitsInMinutes } from './assignment-limits.ts';
import { FieldChange } from './change.ts';
import { Id } from './id.ts';
import { Instant, MINUTES_PER_DAY } from './instant.ts';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from './role.ts';
import { wholeNumber } from './whole-number.ts';

const minutes = (least: number, most: number) => wholeNumber('minutes', least, most);

/** One entry of an approver list: a user, or everybody in a group, or everybody who actively holds a role. */
export const ApproverEntry = v.object({
  kind: v.picklist(['user', 'group', 'role']),
  id: Id,
  displayName: v.string(),
});
export type ApproverEntry = v.InferOutput<typeof ApproverEntry>;

/** SET-4: no second factor, once in the session, or within the last minutes. */
export const MfaRule = v.variant('require', [
  v.object({ require: v.literal('none') }),
  v.object({ require: v.literal('session') }),
  v.object({ require: v.literal('fresh'), maxAgeMinutes: minutes(1, 1440) }),
]);
export type MfaRule = v.InferOutput<typeof MfaRule>;

export const MOST_ACR_VALUES = 10;

/** The rules of one role, or of one role at one resource (product.md, SET-1 … SET-12). Durations in whole minutes. */
export const RoleSettings = v.object({
  maximumDurationMinutes: minutes(5, 72 * 60),
  notifyAdministrators: v.boolean(),
  /** Mail addresses told of activations besides the administrators. */
  extraRecipients: v.pipe(v.array(v.string()), v.maxLength(50)),
  ticket: v.object({ required: v.boolean(), systems: v.array(v.string()), numberPattern: v.exactOptional(v.string()) }),
  mfa: MfaRule,
  approval: v.object({
    required: v.boolean(),
    approvers: v.pipe(v.array(ApproverEntry), v.maxLength(20)),
    quorum: wholeNumber('people', 1, 10),
    windowMinutes: minutes(5, 14 * 24 * 60),
    approverMustJustify: v.boolean(),
  }),
  /** Which authentication contexts count as a second factor for this role, one of them is enough; absent: those of the deployment (SET-12). */
  acrValues: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(MOST_ACR_VALUES))),
  decisionMode: v.picklist(['signIn', 'link']),
  justificationRequired: v.boolean(),
  /** SET-8; settings stored until version 0.1 say the limits in days. */
  assignments: v.pipe(v.looseObject({}), v.transform(limitsInMinutes), AssignmentLimits),
  /** Who activates without approval when nothing else helps, and for how long at most; off when nobody is listed (SET-9). */
  breakGlass: v.object({
    principals: v.pipe(v.array(ApproverEntry), v.maxLength(20)),
    maximumDurationMinutes: minutes(5, 60),
  }),
});
export type RoleSettings = v.InferOutput<typeof RoleSettings>;

/** Settings as they came into force for a role at a resource; versions count from 1, 0 are the defaults. */
export const SettingsVersion = v.object({
  roleId: Id,
  resourceId: Id,
  version: v.number(),
  settings: RoleSettings,
  /** Who saved them and when, as far as it is known: their own requests of before do not count any more. */
  changedBy: v.exactOptional(v.object({ id: Id, displayName: v.string(), personId: v.exactOptional(Id) })),
  changedAt: v.exactOptional(Instant),
  /** What changed with it, old → new, in the history alone. */
  changes: v.exactOptional(v.array(FieldChange)),
  /** With this version the node gave up its own settings (SET-11); `settings` are those that it inherited then. */
  takenBack: v.exactOptional(v.literal(true)),
});
export type SettingsVersion = v.InferOutput<typeof SettingsVersion>;

/** What holds for a role nobody has configured: one hour, MFA once per session, a justification, no approval. */
export const defaultSettings: RoleSettings = {
  maximumDurationMinutes: 60,
  notifyAdministrators: true,
  extraRecipients: [],
  ticket: { required: false, systems: [] },
  mfa: { require: 'session' },
  approval: {
    required: false,
    approvers: [
      { kind: 'role', id: PRIVILEGED_ROLE_ADMINISTRATOR, displayName: 'Privileged Role Administrator' },
      { kind: 'role', id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' },
    ],
    quorum: 1,
    windowMinutes: 24 * 60,
    approverMustJustify: true,
  },
  decisionMode: 'signIn',
  justificationRequired: true,
  assignments: {
    longestEligibleMinutes: 365 * MINUTES_PER_DAY,
    longestActiveMinutes: 180 * MINUTES_PER_DAY,
    permanentAllowed: true,
  },
  breakGlass: { principals: [], maximumDurationMinutes: 60 },
};

/**
 * The settings that count here: those of the nearest node, as a whole, never the union of several. Who takes back settings of
 * a nearer node later brings them into force there, as who saves them does (T-59).
 */
export function nearestSettings(
  roleId: string,
  nodesNearestFirst: readonly string[],
  versions: readonly SettingsVersion[],
): SettingsVersion {
  const takenBack: SettingsVersion[] = [];
  for (const resourceId of nodesNearestFirst) {
    const found = versions.find((version) => version.resourceId === resourceId);
    if (found && !found.takenBack) return broughtIntoForce(found, takenBack);
    if (found) takenBack.push(found);
  }
  const defaults = { roleId, resourceId: nodesNearestFirst.at(-1) ?? '/', version: 0, settings: defaultSettings };
  return broughtIntoForce(defaults, takenBack);
}

/** With whoever did the last thing that makes them count. */
function broughtIntoForce(counting: SettingsVersion, takenBack: readonly SettingsVersion[]): SettingsVersion {
  const since = ({ changedAt = '' }: SettingsVersion) => changedAt;
  const [last] = [...takenBack].sort((a, b) => (since(a) < since(b) ? 1 : -1));
  const { changedBy, changedAt = '' } = last ?? {};
  return changedBy && changedAt > since(counting) ? { ...counting, changedBy, changedAt } : counting;
}
