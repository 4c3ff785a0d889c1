import * as v from 'valibot';

/*
 * What OCSF 1.3.0 demands of the four classes we write (https://schema.ocsf.io/1.3.0, and its sources in
 * github.com/ocsf/ocsf-schema: events/base_event.json, events/iam/*.json, events/findings/detection_finding.json and
 * objects/*.json): attributes that are required, constraints of the kind "at least one", numbers that are enumerated, and
 * no attribute of ours that the class does not have. `privileges` is required in 1.3.0 and recommended since.
 */

const Text = v.pipe(v.string(), v.nonEmpty());
const Timestamp = v.pipe(v.number(), v.integer(), v.minValue(0));
const AtLeastOneOf =
  (...names: string[]) =>
  (given: object) =>
    names.some((name) => name in given);
const Unmapped = v.record(v.string(), v.unknown());

const Product = v.strictObject({ name: Text, vendor_name: Text, version: v.exactOptional(Text) });
const Metadata = v.strictObject({
  version: v.literal('1.3.0'),
  product: Product,
  log_name: v.exactOptional(Text),
  uid: v.exactOptional(Text),
  correlation_uid: v.exactOptional(Text),
  event_code: v.exactOptional(Text),
  sequence: v.exactOptional(v.pipe(v.number(), v.integer())),
  profiles: v.exactOptional(v.array(v.picklist(['host']))),
});
const User = v.pipe(
  v.strictObject({
    uid: v.exactOptional(Text),
    name: v.exactOptional(Text),
    type_id: v.exactOptional(v.picklist([0, 1, 2, 3, 99])),
  }),
  v.check(AtLeastOneOf('account', 'name', 'uid')),
);
const Actor = v.strictObject({ user: User });
const Resource = v.strictObject({
  uid: v.exactOptional(Text),
  type: v.exactOptional(Text),
  name: v.exactOptional(Text),
});
const Group = v.pipe(
  v.strictObject({ uid: v.exactOptional(Text), name: v.exactOptional(Text) }),
  v.check(AtLeastOneOf('name', 'uid')),
);
const ManagedEntity = v.pipe(
  v.strictObject({
    uid: v.exactOptional(Text),
    name: v.exactOptional(Text),
    type: v.exactOptional(Text),
    data: v.exactOptional(Unmapped),
  }),
  v.check(AtLeastOneOf('name', 'uid')),
);
const FindingInfo = v.strictObject({
  uid: Text,
  title: Text,
  types: v.exactOptional(v.array(Text)),
  created_time: v.exactOptional(Timestamp),
});

/** @param activities by number: caption */
function classOf<E extends v.ObjectEntries>(
  uid: number,
  name: string,
  category: readonly [number, string],
  activities: Readonly<Record<number, string>>,
  entries: E,
) {
  return v.pipe(
    v.strictObject({
      category_uid: v.literal(category[0]),
      category_name: v.literal(category[1]),
      class_uid: v.literal(uid),
      class_name: v.literal(name),
      activity_id: v.picklist(Object.keys(activities).map(Number)),
      activity_name: Text,
      type_uid: v.number(),
      type_name: Text,
      severity_id: v.picklist([0, 1, 2, 3, 4, 5, 6, 99]),
      severity: v.exactOptional(Text),
      time: Timestamp,
      message: v.exactOptional(Text),
      metadata: Metadata,
      unmapped: v.exactOptional(Unmapped),
      ...entries,
    }),
    v.check((given) => v.parse(Typed, given).type_uid === uid * 100 + v.parse(Typed, given).activity_id),
    v.check((given) => activities[v.parse(Typed, given).activity_id] === v.parse(Typed, given).activity_name),
  );
}

const Typed = v.object({ type_uid: v.number(), activity_id: v.number(), activity_name: v.string() });
const IAM = [3, 'Identity & Access Management'] as const;

/** The classes by their number. */
export const ocsfSchemas = {
  3004: classOf(
    3004,
    'Entity Management',
    IAM,
    { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete', 8: 'Enable', 9: 'Disable' },
    { actor: v.exactOptional(Actor), entity: ManagedEntity },
  ),
  3005: classOf(
    3005,
    'User Access Management',
    IAM,
    { 1: 'Assign Privileges', 2: 'Revoke Privileges' },
    {
      actor: v.exactOptional(Actor),
      user: User,
      privileges: v.pipe(v.array(Text), v.minLength(1)),
      resource: v.exactOptional(Resource),
    },
  ),
  3006: classOf(
    3006,
    'Group Management',
    IAM,
    { 1: 'Assign Privileges', 2: 'Revoke Privileges', 3: 'Add User', 4: 'Remove User', 5: 'Delete', 6: 'Create' },
    // At least one of `privileges` and `user`: we always say who.
    { actor: v.exactOptional(Actor), group: Group, user: User },
  ),
  2004: classOf(
    2004,
    'Detection Finding',
    [2, 'Findings'],
    { 1: 'Create', 2: 'Update', 3: 'Close' },
    {
      finding_info: FindingInfo,
      resources: v.exactOptional(v.array(Resource)),
      is_alert: v.exactOptional(v.boolean()),
    },
  ),
} as const;
