import * as v from 'valibot';

/*
 * What OCSF 1.3.0 demands of the four classes we write: attributes that are required, constraints of the kind "at least
 * one", types, enumerated numbers with their captions, and no attribute that the class does not have. Of what is optional
 * only that stands here which we write. The facts, by file of github.com/ocsf/ocsf-schema:
 *
 * - events/base_event.json, events/iam/{iam,entity_management,user_access,group_management}.json,
 *   events/findings/{finding,detection_finding}.json, objects/{_entity,_resource,actor,evidences,finding_info,group,
 *   managed_entity,metadata,product,resource_details,user}.json, categories.json, dictionary.json: release 1.3.0, in
 *   the copy that github.com/mcm/pydantic-ocsf keeps of it (.schema_cache/ocsf-schema-v1.3.0.json at e9a31dd)
 * - profiles/host.json at 39657cf, includes/classification.json at 01d6c7c and includes/occurrence.json at 04dbb31, which
 *   that copy lacks; their releases are not known
 * - what a type is called, and that an attribute of a profile counts only if `metadata.profiles` names the profile:
 *   github.com/ocsf/ocsf-server, lib/schema/types.ex at 0a8242f and lib/schema/validator2.ex at 003f10f
 *
 * Later releases differ: 1.4.0 has `is_alert` in findings and `actor` in every IAM event, `resource` gives way to
 * `resources` in 1.5.0 and User Access Management to User Management in 1.9.0 (CHANGELOG.md, user_access.json at 352fe6b).
 */

/** `string_t` */
const Text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(65_535));
/** `timestamp_t`: milliseconds since 1970 */
const Timestamp = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const AtLeastOneOf =
  (...names: string[]) =>
  (given: object) =>
    names.some((name) => name in given);
/** The generic `object` of `unmapped` */
const Unmapped = v.record(v.string(), v.unknown());
/** `json_t` */
const Json = v.unknown();

// At least one of `name` and `uid`: we have a name.
const Product = v.strictObject({ name: Text, vendor_name: Text, version: v.exactOptional(Text) });
const Metadata = v.strictObject({
  version: v.literal('1.3.0'),
  product: Product,
  log_name: v.exactOptional(Text),
  uid: v.exactOptional(Text),
  correlation_uid: v.exactOptional(Text),
  event_code: v.exactOptional(Text),
  sequence: v.exactOptional(v.pipe(v.number(), v.safeInteger())),
  profiles: v.exactOptional(v.array(v.picklist(['host']))),
});
const User = v.pipe(
  v.strictObject({
    uid: v.exactOptional(Text),
    full_name: v.exactOptional(Text),
    type_id: v.exactOptional(v.picklist([0, 1, 2, 3, 99])),
  }),
  v.check(AtLeastOneOf('account', 'name', 'uid')),
);
const Actor = v.pipe(
  v.strictObject({ user: v.exactOptional(User) }),
  v.check(AtLeastOneOf('process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid')),
);
// At least one of sixteen, the actor among them.
const Evidence = v.strictObject({ actor: Actor });
const Resource = v.pipe(
  v.strictObject({ uid: v.exactOptional(Text), type: v.exactOptional(Text), name: v.exactOptional(Text) }),
  v.check(AtLeastOneOf('name', 'uid')),
);
const Group = v.pipe(
  v.strictObject({ uid: v.exactOptional(Text), name: v.exactOptional(Text) }),
  v.check(AtLeastOneOf('name', 'uid')),
);
const ManagedEntity = v.pipe(
  v.strictObject({
    uid: v.exactOptional(Text),
    name: v.exactOptional(Text),
    type: v.exactOptional(Text),
    type_id: v.exactOptional(v.picklist([0, 1, 2, 3, 4, 5, 99])),
    data: v.exactOptional(Json),
  }),
  v.check(AtLeastOneOf('name', 'uid', 'device', 'group', 'org', 'policy', 'user')),
);
const FindingInfo = v.strictObject({
  uid: Text,
  title: Text,
  types: v.exactOptional(v.array(Text)),
  created_time: v.exactOptional(Timestamp),
});

type Captions = Readonly<Record<number, string>>;
const severities: Captions = {
  0: 'Unknown',
  1: 'Informational',
  2: 'Low',
  3: 'Medium',
  4: 'High',
  5: 'Critical',
  6: 'Fatal',
  99: 'Other',
};
const numbersOf = (captions: Captions) => v.picklist(Object.keys(captions).map(Number));

/** What of an event hangs together. The captions are optional in OCSF: we write them. */
function wholeOf(uid: number, name: string, activities: Captions) {
  return v.pipe(
    v.object({
      activity_id: v.number(),
      activity_name: Text,
      type_uid: v.number(),
      type_name: Text,
      severity_id: v.number(),
      severity: Text,
      actor: v.exactOptional(Actor),
      metadata: Metadata,
    }),
    v.check((event) => event.type_uid === uid * 100 + event.activity_id, 'type_uid'),
    v.check((event) => event.type_name === `${name}: ${event.activity_name}`, 'type_name'),
    v.check((event) => event.activity_name === activities[event.activity_id], 'activity_name'),
    v.check((event) => event.severity === severities[event.severity_id], 'severity'),
    // The profile `host` brings the actor, to each of the four classes.
    v.check(({ actor, metadata }) => !actor || metadata.profiles?.includes('host') === true, 'actor'),
  );
}

/** @param own activities by number, beside those that every class has: caption */
function classOf<E extends v.ObjectEntries>(
  uid: number,
  name: string,
  category: readonly [number, string],
  own: Captions,
  entries: E,
) {
  const activities: Captions = { 0: 'Unknown', ...own, 99: 'Other' };
  return v.intersect([
    wholeOf(uid, name, activities),
    v.strictObject({
      category_uid: v.literal(category[0]),
      category_name: v.literal(category[1]),
      class_uid: v.literal(uid),
      class_name: v.literal(name),
      activity_id: numbersOf(activities),
      activity_name: Text,
      type_uid: v.number(),
      type_name: Text,
      severity_id: numbersOf(severities),
      severity: Text,
      time: Timestamp,
      message: v.exactOptional(Text),
      metadata: Metadata,
      actor: v.exactOptional(Actor),
      unmapped: v.exactOptional(Unmapped),
      ...entries,
    }),
  ]);
}

const IAM = [3, 'Identity & Access Management'] as const;
const entityActivities =
  'Create Read Update Delete Move Enroll Unenroll Enable Disable Activate Deactivate Suspend Resume'.split(' ');

/** The classes by their number. */
export const ocsfSchemas = {
  3004: classOf(
    3004,
    'Entity Management',
    IAM,
    Object.fromEntries(entityActivities.map((caption, place) => [place + 1, caption])),
    { entity: ManagedEntity },
  ),
  3005: classOf(
    3005,
    'User Access Management',
    IAM,
    { 1: 'Assign Privileges', 2: 'Revoke Privileges' },
    { user: User, privileges: v.pipe(v.array(Text), v.minLength(1)), resource: v.exactOptional(Resource) },
  ),
  3006: classOf(
    3006,
    'Group Management',
    IAM,
    { 1: 'Assign Privileges', 2: 'Revoke Privileges', 3: 'Add User', 4: 'Remove User', 5: 'Delete', 6: 'Create' },
    // At least one of `privileges` and `user`: we always say who.
    { group: Group, user: User },
  ),
  2004: classOf(
    2004,
    'Detection Finding',
    [2, 'Findings'],
    { 1: 'Create', 2: 'Update', 3: 'Close' },
    {
      finding_info: FindingInfo,
      evidences: v.exactOptional(v.array(Evidence)),
      resources: v.exactOptional(v.array(Resource)),
    },
  ),
} as const;
