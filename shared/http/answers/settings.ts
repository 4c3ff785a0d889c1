import * as v from 'valibot';
import { AssignmentLimits } from '#shared/domain/assignment-limits';
import { FieldChange } from '#shared/domain/change';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { ApproverEntry, RoleSettings } from '#shared/domain/role-settings';
import type { AnswerSchemas } from '../answers.ts';
import { ActorView } from './actor-view.ts';
import { ChangeAnswer, WarningAnswer } from './dry-run.ts';
import { pageOf } from './page.ts';

const { ticket, mfa, approval, assignments: _, breakGlass, ...plain } = RoleSettings.entries;
const [none, session, fresh] = mfa.options;
const Entry = v.strictObject(ApproverEntry.entries);

const DaysView = v.pipe(
  v.number(),
  v.metadata({ deprecated: true }),
  v.description('The limit in days, until 1.0; what is no whole number of days is told as a fraction of them.'),
);

/** The whole of a role's rules, as they are shown. */
export const SettingsView = v.strictObject({
  ...plain,
  ticket: v.strictObject(ticket.entries),
  mfa: v.variant('require', [
    v.strictObject(none.entries),
    v.strictObject(session.entries),
    v.strictObject(fresh.entries),
  ]),
  approval: v.strictObject({ ...approval.entries, approvers: v.array(Entry) }),
  assignments: v.strictObject({
    ...AssignmentLimits.entries,
    longestEligibleDays: DaysView,
    longestActiveDays: DaysView,
  }),
  breakGlass: v.strictObject({ ...breakGlass.entries, principals: v.array(Entry) }),
});

const Saved = v.strictObject({
  roleId: Id,
  resourceId: Id,
  version: v.number(),
  /** The resource whose settings count here, where they are not the place's own. */
  inheritedFrom: v.exactOptional(Id),
  settings: SettingsView,
});
/** What a change has come to; of one that changed nothing the version that was in force already. */
const Changed = v.strictObject({
  ...Saved.entries,
  changes: v.array(ChangeAnswer),
  warnings: v.array(WarningAnswer),
});
const Version = v.strictObject({
  version: v.number(),
  changedBy: v.exactOptional(ActorView),
  changedAt: v.exactOptional(Instant),
  settings: SettingsView,
  /** Against the version before, old → new; absent with versions of before this was kept. */
  changes: v.exactOptional(v.array(FieldChange)),
  /** With it the place gave up its own; `settings` are those that it inherited then. */
  takenBack: v.exactOptional(v.literal(true)),
});
/** What a resource has of its own; what changed with it tells its history. */
const Override = v.strictObject({ resourceId: Id, ...v.omit(Version, ['changes', 'takenBack']).entries });

export const settingsAnswers = {
  getSettings: { 200: Saved },
  listSettingsVersions: { 200: pageOf(Version) },
  listOverrides: { 200: pageOf(Override) },
  putSettings: { 200: Changed },
  patchSettings: { 200: Changed },
  takeBackSettings: { 200: Changed },
} as const satisfies Record<string, AnswerSchemas>;
