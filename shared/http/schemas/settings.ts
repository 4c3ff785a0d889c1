import * as v from 'valibot';
import { DIRECTORY, Id } from '#shared/domain/id';
import { defaultSettings, RoleSettings } from '#shared/domain/role-settings';
import { bounded, listOf, Name, OneLine, Page } from '../fields.ts';

const ResourceId = v.exactOptional(Id, DIRECTORY);
export const SettingsQuery = v.strictObject({ resourceId: ResourceId });
export const SettingsHistoryQuery = v.strictObject({ ...Page.entries, resourceId: ResourceId });

/** The version that was read, as an entity tag or bare (RFC 9110, If-Match). */
export const IfMatch = v.object({
  'If-Match': v.pipe(
    v.string('must be the version you have read, "0" when the node has no settings of its own'),
    v.regex(/^(?:"\d{1,8}"|\d{1,8})$/, 'must be one version, like "3"'),
    v.transform((text) => Number(text.replaceAll('"', ''))),
  ),
});

const { approval, assignments, breakGlass, ticket } = defaultSettings;
const ranges = RoleSettings.entries;
const Flag = v.boolean('must be true or false');

const MailAddress = v.pipe(bounded(254), v.email('must be a mail address'));
const entryOf = <const K extends readonly string[]>(kinds: K) =>
  v.strictObject({
    kind: v.picklist(kinds, `must be one of: ${kinds.join(', ')}`),
    id: Id,
    /** Welcome, so that what was read can be sent back, but always taken from the table. */
    displayName: v.exactOptional(OneLine),
  });

const Ticket = v.strictObject({
  required: v.exactOptional(Flag, ticket.required),
  systems: v.exactOptional(listOf(Name, 0, 50), []),
  numberPattern: v.exactOptional(bounded(200)),
});

const Mfa = v.variant(
  'require',
  [
    v.strictObject({ require: v.literal('none') }),
    v.strictObject({ require: v.literal('session') }),
    v.strictObject({ require: v.literal('fresh'), maxAgeMinutes: ranges.mfa.options[2].entries.maxAgeMinutes }),
  ],
  'must be one of: none, session, fresh',
);

const Approval = v.strictObject({
  required: v.exactOptional(Flag, approval.required),
  approvers: v.exactOptional(listOf(entryOf(['user', 'group', 'role']), 0, 20), approval.approvers),
  quorum: v.exactOptional(ranges.approval.entries.quorum, approval.quorum),
  windowMinutes: v.exactOptional(ranges.approval.entries.windowMinutes, approval.windowMinutes),
  approverMustJustify: v.exactOptional(Flag, approval.approverMustJustify),
});

const Assignments = v.strictObject({
  longestEligibleDays: v.exactOptional(ranges.assignments.entries.longestEligibleDays, assignments.longestEligibleDays),
  longestActiveDays: v.exactOptional(ranges.assignments.entries.longestActiveDays, assignments.longestActiveDays),
  permanentAllowed: v.exactOptional(Flag, assignments.permanentAllowed),
});

const BreakGlass = v.strictObject({
  principals: v.exactOptional(listOf(entryOf(['user', 'group']), 0, 20), []),
  maximumDurationMinutes: v.exactOptional(
    ranges.breakGlass.entries.maximumDurationMinutes,
    breakGlass.maximumDurationMinutes,
  ),
});

/** The whole of a role's settings; what is left out has its default, never what was there before. */
export const SettingsBody = v.strictObject({
  maximumDurationMinutes: v.exactOptional(ranges.maximumDurationMinutes, defaultSettings.maximumDurationMinutes),
  notifyAdministrators: v.exactOptional(Flag, defaultSettings.notifyAdministrators),
  extraRecipients: v.exactOptional(listOf(MailAddress, 0, 50), []),
  ticket: v.exactOptional(Ticket, {}),
  mfa: v.exactOptional(Mfa, defaultSettings.mfa),
  approval: v.exactOptional(Approval, {}),
  decisionMode: v.exactOptional(v.picklist(['signIn', 'link'], 'must be signIn or link'), defaultSettings.decisionMode),
  justificationRequired: v.exactOptional(Flag, defaultSettings.justificationRequired),
  assignments: v.exactOptional(Assignments, {}),
  breakGlass: v.exactOptional(BreakGlass, {}),
});
