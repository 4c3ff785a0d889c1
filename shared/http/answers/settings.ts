import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { ApproverEntry, RoleSettings } from '#shared/domain/role-settings';
import type { AnswerSchemas } from '../answers.ts';
import { ActorView } from './actor-view.ts';
import { pageOf } from './page.ts';

const { ticket, mfa, approval, assignments, breakGlass, ...plain } = RoleSettings.entries;
const [none, session, fresh] = mfa.options;
const Entry = v.strictObject(ApproverEntry.entries);

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
  assignments: v.strictObject(assignments.entries),
  breakGlass: v.strictObject({ ...breakGlass.entries, principals: v.array(Entry) }),
});

const Saved = { roleId: Id, resourceId: Id, version: v.number(), settings: SettingsView };
const Version = v.strictObject({
  version: v.number(),
  changedBy: v.exactOptional(ActorView),
  changedAt: v.exactOptional(Instant),
  settings: SettingsView,
});

export const settingsAnswers = {
  getSettings: { 200: v.strictObject({ ...Saved, inheritedFrom: v.exactOptional(Id) }) },
  listSettingsVersions: { 200: pageOf(Version) },
  putSettings: { 200: v.strictObject(Saved) },
} as const satisfies Record<string, AnswerSchemas>;
