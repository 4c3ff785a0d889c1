import * as v from 'valibot';
import { AssignmentLimits, isOneLimit, LimitInDays, limitsInMinutes } from '#shared/domain/assignment-limits';
import { DIRECTORY, Id } from '#shared/domain/id';
import { MOST_ACR_VALUES, RoleSettings } from '#shared/domain/role-settings';
import { bounded, listOf, Name, OneLine, Page } from '../fields.ts';

const ResourceId = v.exactOptional(Id, DIRECTORY);
export const SettingsQuery = v.strictObject({ resourceId: ResourceId });
export const SettingsHistoryQuery = v.strictObject({ ...Page.entries, resourceId: ResourceId });

export const OverridesQuery = Page;

/** That something was read before all of it is replaced or taken back, as an entity tag or bare (RFC 9110, If-Match). */
export const IfMatch = v.object({
  'If-Match': v.pipe(
    v.string('must be the version you have read, "0" when the node has no settings of its own'),
    v.regex(/^(?:"\d{1,8}"|\d{1,8})$/, 'must be one version, like "3"'),
  ),
});

const ranges = RoleSettings.entries;
const { approval, breakGlass, mfa } = ranges;
const { longestEligibleMinutes, longestActiveMinutes } = AssignmentLimits.entries;
const Flag = v.boolean('must be true or false');

const MailAddress = v.pipe(bounded(254), v.email('must be a mail address'));
const entryOf = <const K extends readonly string[]>(kinds: K) =>
  v.strictObject({
    kind: v.picklist(kinds, `must be one of: ${kinds.join(', ')}`),
    id: Id,
    /** Welcome, so that what was read can be sent back, but always taken from the table. */
    displayName: v.exactOptional(OneLine),
  });
const Systems = listOf(Name, 0, 50);
const NumberPattern = bounded(200);
const Approvers = listOf(entryOf(['user', 'group', 'role']), 0, 20);
const BreakGlassPrincipals = listOf(entryOf(['user', 'group']), 0, 20);
const Recipients = listOf(MailAddress, 0, 50);
/** Those a deployment knows are known to the use case alone. An empty list: those of the deployment. */
const AcrValues = listOf(
  v.pipe(bounded(200), v.regex(/^[^\s"\\]+$/, 'must be one authentication context, without blanks and quotes')),
  0,
  MOST_ACR_VALUES,
);
const DecisionMode = v.picklist(['signIn', 'link'], 'must be signIn or link');
const { maxAgeMinutes } = mfa.options[2].entries;

const Mfa = v.variant(
  'require',
  [
    v.strictObject({ require: v.literal('none') }),
    v.strictObject({ require: v.literal('session') }),
    v.strictObject({ require: v.literal('fresh'), maxAgeMinutes }),
  ],
  'must be one of: none, session, fresh',
);

const OldDays = v.pipe(
  LimitInDays,
  v.metadata({ deprecated: true }),
  v.description('The limit in days, until 1.0; in minutes it says the same.'),
);

type Limits = {
  readonly longestEligibleMinutes?: number | null;
  readonly longestActiveMinutes?: number | null;
  readonly longestEligibleDays?: number | null;
  readonly longestActiveDays?: number | null;
  readonly permanentAllowed?: boolean | null;
};
const saidTwice = (minutes: keyof Limits) => `says something else than ${minutes}: give one of them`;
const eligibleOnce = v.check<Limits, string>(
  ({ longestEligibleDays, longestEligibleMinutes }) => isOneLimit(longestEligibleDays, longestEligibleMinutes),
  saidTwice('longestEligibleMinutes'),
);
const activeOnce = v.check<Limits, string>(
  ({ longestActiveDays, longestActiveMinutes }) => isOneLimit(longestActiveDays, longestActiveMinutes),
  saidTwice('longestActiveMinutes'),
);

/** Limits of assignments, each in minutes or, until 1.0, in days; both ways where they are the same. */
const inMinutes = <I extends Limits>(schema: v.GenericSchema<I, Limits>) =>
  v.pipe(
    schema,
    v.forward(eligibleOnce, ['longestEligibleDays']),
    v.forward(activeOnce, ['longestActiveDays']),
    v.transform(limitsInMinutes),
  );

/** The whole of a role's settings; what is left out has its default, never what was there before. */
export const SettingsBody = v.strictObject({
  maximumDurationMinutes: v.exactOptional(ranges.maximumDurationMinutes),
  notifyAdministrators: v.exactOptional(Flag),
  extraRecipients: v.exactOptional(Recipients),
  ticket: v.exactOptional(
    v.strictObject({
      required: v.exactOptional(Flag),
      systems: v.exactOptional(Systems),
      numberPattern: v.exactOptional(NumberPattern),
    }),
  ),
  mfa: v.exactOptional(Mfa),
  approval: v.exactOptional(
    v.strictObject({
      required: v.exactOptional(Flag),
      approvers: v.exactOptional(Approvers),
      quorum: v.exactOptional(approval.entries.quorum),
      windowMinutes: v.exactOptional(approval.entries.windowMinutes),
      approverMustJustify: v.exactOptional(Flag),
    }),
  ),
  acrValues: v.exactOptional(AcrValues),
  decisionMode: v.exactOptional(DecisionMode),
  justificationRequired: v.exactOptional(Flag),
  assignments: v.exactOptional(
    inMinutes(
      v.strictObject({
        longestEligibleMinutes: v.exactOptional(longestEligibleMinutes),
        longestActiveMinutes: v.exactOptional(longestActiveMinutes),
        longestEligibleDays: v.exactOptional(OldDays),
        longestActiveDays: v.exactOptional(OldDays),
        permanentAllowed: v.exactOptional(Flag),
      }),
    ),
  ),
  breakGlass: v.exactOptional(
    v.strictObject({
      principals: v.exactOptional(BreakGlassPrincipals),
      maximumDurationMinutes: v.exactOptional(breakGlass.entries.maximumDurationMinutes),
    }),
  ),
});

const orNull = <S extends v.GenericSchema>(schema: S) => v.exactOptional(v.nullable(schema));

/** Some of a role's settings, as a merge patch (RFC 7396): what is left out stays, `null` sets the default. */
export const SettingsPatch = v.strictObject({
  maximumDurationMinutes: orNull(ranges.maximumDurationMinutes),
  notifyAdministrators: orNull(Flag),
  extraRecipients: orNull(Recipients),
  ticket: orNull(
    v.strictObject({ required: orNull(Flag), systems: orNull(Systems), numberPattern: orNull(NumberPattern) }),
  ),
  mfa: orNull(
    v.strictObject({
      require: orNull(v.picklist(['none', 'session', 'fresh'], 'must be one of: none, session, fresh')),
      maxAgeMinutes: orNull(maxAgeMinutes),
    }),
  ),
  approval: orNull(
    v.strictObject({
      required: orNull(Flag),
      approvers: orNull(Approvers),
      quorum: orNull(approval.entries.quorum),
      windowMinutes: orNull(approval.entries.windowMinutes),
      approverMustJustify: orNull(Flag),
    }),
  ),
  acrValues: orNull(AcrValues),
  decisionMode: orNull(DecisionMode),
  justificationRequired: orNull(Flag),
  assignments: orNull(
    inMinutes(
      v.strictObject({
        longestEligibleMinutes: orNull(longestEligibleMinutes),
        longestActiveMinutes: orNull(longestActiveMinutes),
        longestEligibleDays: orNull(OldDays),
        longestActiveDays: orNull(OldDays),
        permanentAllowed: orNull(Flag),
      }),
    ),
  ),
  breakGlass: orNull(
    v.strictObject({
      principals: orNull(BreakGlassPrincipals),
      maximumDurationMinutes: orNull(breakGlass.entries.maximumDurationMinutes),
    }),
  ),
});
