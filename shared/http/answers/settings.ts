import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { ApproverEntry, RoleSettings } from '#shared/domain/role-settings';

/** What the routes of settings answer, for the OpenAPI document. */
const { ticket, mfa, approval, assignments, breakGlass, ...plain } = RoleSettings.entries;
const [none, session, fresh] = mfa.options;
const Entry = v.strictObject(ApproverEntry.entries);

const Settings = v.strictObject({
  ...plain,
  ticket: v.strictObject(ticket.entries),
  mfa: v.variant('require', [
    v.strictObject(none.entries),
    v.strictObject(session.entries),
    v.strictObject(fresh.entries),
  ]),
  approval: v.strictObject({ ...approval.entries, approvers: v.array(Entry) }),
  assignments: v.strictObject(assignments.entries),
  breakGlass: v.strictObject({ ...breakGlass.entries, principals: v.array(Entry) }),
});

const Saved = { roleId: Id, resourceId: Id, version: v.number(), settings: Settings };
const Violation = v.strictObject({
  rule: v.string(),
  code: v.string(),
  message: v.string(),
  limit: v.exactOptional(v.union([v.number(), v.string(), v.array(v.string())])),
});
const Warning = v.strictObject({
  code: v.picklist(['own_requests_cancelled', 'no_spare_approver', 'mfa_not_required']),
  message: v.string(),
  activationIds: v.exactOptional(v.array(Id)),
});
const DryRun = v.strictObject({
  version: v.number(),
  settings: Settings,
  violations: v.array(Violation),
  warnings: v.array(Warning),
});
const Version = v.strictObject({
  version: v.number(),
  changedBy: v.exactOptional(v.strictObject({ id: Id, displayName: v.string() })),
  changedAt: v.exactOptional(Instant),
  settings: Settings,
});

export const settingsAnswers = {
  getSettings: { 200: v.strictObject({ ...Saved, inheritedFrom: v.exactOptional(Id) }) },
  listSettingsVersions: { 200: v.strictObject({ items: v.array(Version), nextCursor: v.exactOptional(v.string()) }) },
  putSettings: { 200: v.union([v.strictObject(Saved), DryRun]) },
} satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
