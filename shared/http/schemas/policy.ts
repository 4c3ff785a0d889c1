import * as v from 'valibot';
import { DIRECTORY, Id } from '#shared/domain/id';
import { InstantInput, plusMinutes } from '#shared/domain/instant';
import { isBlank } from '#shared/domain/plain-text';
import { POLICY_VERSION, type PolicyDocument } from '#shared/domain/policy/policy-document';
import { RoleProvider } from '#shared/domain/role';
import { bounded, Justification, Lines, listOf, Name } from '../fields.ts';
import { ChosenId } from './roles.ts';
import { SettingsPatch } from './settings.ts';

/** Most entries of one import. */
export const MOST_ENTRIES = 500;

/**
 * The policy document, `lapse/v1` (command-line.md): what the API exports and imports, and what stands in files. Strict:
 * a field nobody knows would be one nobody obeys.
 */

/** Names no object of JavaScript holds as it holds others: the schema library leaves them out in silence. */
const unsafeKeys = ['__proto__', 'constructor', 'prototype'];
const AnyObject = v.custom<Record<string, unknown>>(
  (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
  'must be an object',
);
const recordOf = <K extends v.GenericSchema<string, string>, S extends v.GenericSchema>(key: K, value: S) =>
  v.pipe(
    AnyObject,
    v.check(
      (given) => !unsafeKeys.some((name) => Object.hasOwn(given, name)),
      `must not name ${unsafeKeys.join(', ')}`,
    ),
    v.metadata({ additionalProperties: value }),
    v.record(key, value),
  );

const Flag = v.boolean('must be true or false');
const TemplateName = v.pipe(bounded(100), v.nonEmpty('must not be empty'));

const User = v.strictObject({ user: Id });
const OfGroup = v.strictObject({ group: Id });
const Approver = v.union([User, OfGroup, v.strictObject({ role: Id })], 'must be { user }, { group } or { role }');
const BreakGlassPrincipal = v.union([User, OfGroup], 'must be { user } or { group }');

const { approval, breakGlass } = SettingsPatch.entries;
const orNull = <S extends v.GenericSchema>(schema: S) => v.exactOptional(v.nullable(schema));
const settingsEntries = {
  ...SettingsPatch.entries,
  approval: orNull(v.strictObject({ ...approval.wrapped.wrapped.entries, approvers: orNull(listOf(Approver, 0, 20)) })),
  breakGlass: orNull(
    v.strictObject({ ...breakGlass.wrapped.wrapped.entries, principals: orNull(listOf(BreakGlassPrincipal, 0, 20)) }),
  ),
};
const Template = v.strictObject(settingsEntries);
const Settings = v.strictObject({ template: v.exactOptional(TemplateName), ...settingsEntries });

const DAY_MINUTES = 24 * 60;
const Day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\d$/),
  v.check((day) => v.is(InstantInput, `${day}T00:00:00Z`)),
);
const When = (fromDay: (midnight: string) => string) =>
  v.union(
    [
      v.pipe(
        Day,
        v.transform((day) => fromDay(`${day}T00:00:00.000Z`)),
      ),
      InstantInput,
    ],
    'must be a date like 2027-06-30, in UTC, or an instant like 2027-06-30T16:00:00Z',
  );
const From = When((midnight) => midnight);
/** A last day is a whole one. */
const Until = When((midnight) => plusMinutes(midnight, DAY_MINUTES));

const Assignment = v.strictObject({
  principal: Id,
  at: v.exactOptional(Id),
  from: v.exactOptional(From),
  until: v.exactOptional(Until),
  justification: v.exactOptional(Justification),
  ticket: v.exactOptional(
    v.strictObject({
      number: v.pipe(
        bounded(100),
        v.trim(),
        v.nonEmpty('must not be blank'),
        v.check((number) => !isBlank(number), 'must not be blank'),
      ),
      system: v.exactOptional(bounded(100)),
    }),
  ),
});
const Assignments = listOf(Assignment, 0, MOST_ENTRIES);

const Role = v.strictObject({
  displayName: v.exactOptional(Name),
  description: v.exactOptional(v.pipe(Lines, v.maxLength(1000, 'at most 1000 characters'))),
  privileged: v.exactOptional(Flag),
  enabled: v.exactOptional(Flag),
  provider: v.exactOptional(
    v.variant(
      'kind',
      RoleProvider.options.map(({ entries }) => v.strictObject(entries)),
    ),
  ),
  settings: v.exactOptional(Settings),
  at: v.exactOptional(
    recordOf(v.pipe(Id, v.notValue(DIRECTORY, 'must be below the directory: write settings instead')), Settings),
  ),
  eligible: v.exactOptional(Assignments),
  active: v.exactOptional(Assignments),
});

const Resource = v.strictObject({
  kind: v.picklist(['organizational_unit', 'account'], 'must be organizational_unit or account'),
  displayName: v.exactOptional(Name),
  parent: v.exactOptional(Id),
});

const Group = v.strictObject({
  displayName: v.exactOptional(Name),
  enabled: v.exactOptional(Flag),
  members: v.exactOptional(listOf(Id, 0, MOST_ENTRIES)),
});

const documentEntries = {
  apiVersion: v.literal(POLICY_VERSION, `must be ${POLICY_VERSION}`),
  owner: v.exactOptional(Name),
  templates: v.exactOptional(recordOf(TemplateName, Template)),
  resources: v.exactOptional(recordOf(ChosenId, Resource)),
  groups: v.exactOptional(recordOf(ChosenId, Group)),
  roles: v.exactOptional(recordOf(Id, Role)),
};
const PolicySchema = v.strictObject(documentEntries);
/** That what is read is what the domain takes apart. */
export const Policy: v.GenericSchema<v.InferInput<typeof PolicySchema>, PolicyDocument> = PolicySchema;
/** A page of an export is a document of its own. */
export const PolicyPage = v.strictObject({ ...documentEntries, nextCursor: v.exactOptional(v.string()) });
