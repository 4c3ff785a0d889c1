import * as v from 'valibot';
import { type AuditEvent, systemActors } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { type OcsfRow, ocsfClasses, ocsfRows, severities, updated } from './ocsf-rows.ts';

export const OCSF_VERSION = '1.3.0';
/** Of the HTTP contract, as in the OpenAPI document. */
const PRODUCT_VERSION = '1';
/** What a class has in the hundreds, a type has in the units (`type_uid`). */
const TYPES_A_CLASS = 100;
/** Of a managed entity: `type` says which, in our words. */
const OTHER_ENTITY = 99;
const userTypes = { unknown: 0, system: 3 } as const;

const Held = v.object({
  principalId: v.string(),
  principalName: v.exactOptional(v.string()),
  roleId: v.string(),
  resourceId: v.string(),
});
const Consent = v.object({ assignments: v.array(v.object({ roleId: v.string() })) });
const Moves = v.object({
  groupId: v.string(),
  groupName: v.exactOptional(v.string()),
  principalIds: v.pipe(v.array(v.string()), v.minLength(1)),
});

/** One line for a security data lake. Names and numbers are those of OCSF. */
export type OcsfEvent = Readonly<Record<string, unknown>>;

/**
 * An audit event as Open Cybersecurity Schema Framework 1.3.0 has it: one, but for a change of a group, which is one for
 * each who joined or left. What OCSF has no place for stands in `unmapped`, so that nothing is lost.
 */
export function toOcsf(event: AuditEvent): OcsfEvent[] {
  const { actor, subject, seq, details, prev } = event;
  const row = ocsfRows[event.type];
  const meant = typeof row === 'function' ? row(details) : row;
  const attributes = attributesOf(event, meant);
  // One that does not say what its class demands is a change of its subject, as everything is.
  const is = attributes ? meant : updated;
  const by = { user: userOf(actor.id, actor.displayName) };
  return (attributes ?? [entityOf(event)]).map((own, place) => ({
    ...classification(is),
    time: Date.parse(event.at),
    message: `${event.type} ${subject.kind}:${subject.id}`,
    metadata: metadataOf(event, is, place),
    // A finding is the product's own; by whose doing it came is its evidence.
    ...(is.class === 'finding' ? { evidences: [{ actor: by }] } : { actor: by }),
    ...own,
    unmapped: { actor, subject, seq, details, prev },
  }));
}

function attributesOf(event: AuditEvent, row: OcsfRow): Record<string, unknown>[] | undefined {
  if (row.class === 'access') {
    const access = accessOf(event);
    return access && [access];
  }
  if (row.class === 'group') return movesOf(event);
  return [row.class === 'finding' ? findingOf(event, row.title) : entityOf(event)];
}

function entityOf({ subject, details }: AuditEvent) {
  const { displayName } = details;
  const named = typeof displayName === 'string' ? { name: displayName } : {};
  return { entity: { uid: subject.id, type: subject.kind, type_id: OTHER_ENTITY, ...named, data: details } };
}

function accessOf({ type, actor, details }: AuditEvent): Record<string, unknown> | undefined {
  if (type === 'onboarding.consented') {
    const consent = v.safeParse(Consent, details);
    if (!consent.success) return undefined;
    const privileges = consent.output.assignments.map(({ roleId }) => roleId);
    return { user: userOf(actor.id, actor.displayName), privileges, resource: resourceOf(DIRECTORY) };
  }
  const held = v.safeParse(Held, details);
  if (!held.success) return undefined;
  const { principalId, principalName, roleId, resourceId } = held.output;
  return { user: userOf(principalId, principalName), privileges: [roleId], resource: resourceOf(resourceId) };
}

function movesOf({ details }: AuditEvent): Record<string, unknown>[] | undefined {
  const moves = v.safeParse(Moves, details);
  if (!moves.success) return undefined;
  const { groupId, groupName, principalIds } = moves.output;
  const group = { uid: groupId, ...(groupName === undefined ? {} : { name: groupName }) };
  return principalIds.map((id) => ({ group, user: userOf(id) }));
}

function findingOf({ id, at, type, subject }: AuditEvent, title: string) {
  return {
    finding_info: { uid: id, title, types: [type], created_time: Date.parse(at) },
    resources: [{ uid: subject.id, type: subject.kind }],
  };
}

function classification(row: OcsfRow) {
  const { uid, name } = ocsfClasses[row.class];
  const severity = row.severity ?? 'Informational';
  const isFinding = row.class === 'finding';
  return {
    category_uid: isFinding ? 2 : 3,
    category_name: isFinding ? 'Findings' : 'Identity & Access Management',
    class_uid: uid,
    class_name: name,
    activity_id: row.activity.id,
    activity_name: row.activity.name,
    type_uid: uid * TYPES_A_CLASS + row.activity.id,
    type_name: `${name}: ${row.activity.name}`,
    severity_id: severities[severity],
    severity,
  };
}

/** Several lines of one event have the event's id as their correlation, and ids of their own. */
function metadataOf({ id, type, seq }: AuditEvent, row: OcsfRow, place: number) {
  return {
    version: OCSF_VERSION,
    product: { name: 'Lapse', vendor_name: 'Lapse', version: PRODUCT_VERSION },
    log_name: 'audit',
    uid: place === 0 ? id : `${id}.${place + 1}`,
    correlation_uid: id,
    event_code: type,
    sequence: seq,
    // Until OCSF 1.4.0 no event of this category names its actor without this profile.
    profiles: row.class === 'finding' ? [] : ['host'],
  };
}

function userOf(uid: string, name?: string) {
  const isSystem = systemActors.some((actor) => actor.id === uid);
  return {
    uid,
    ...(name === undefined ? {} : { full_name: name }),
    type_id: isSystem ? userTypes.system : userTypes.unknown,
  };
}

function resourceOf(uid: string) {
  return { uid, type: 'resource' };
}
