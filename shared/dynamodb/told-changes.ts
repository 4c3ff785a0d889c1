import * as v from 'valibot';
import { type Change, fieldChanges, type Subject } from '#shared/domain/change';
import { RightEnding } from '#shared/domain/right-ending';
import type { Entity, Key } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/**
 * What a dry run tells of the items it would change: fields people see anyway, never keys, hashes or tokens. An entity that
 * is not named here is not told; settings tell their changes themselves.
 */
const told: Partial<Record<Entity, readonly string[]>> = {
  onboarding: ['consentedBy', 'consentedAt', 'directoryRolesAt'],
  role: ['displayName', 'description', 'privileged', 'enabled', 'archived', 'provider'],
  resource: ['displayName', 'kind', 'ancestors', 'archived'],
  principal: [
    'kind',
    'displayName',
    'email',
    'issuer',
    'subject',
    'personId',
    'enabled',
    'archived',
    'invitations',
    'members',
  ],
  assignment: ['principalId', 'roleId', 'resourceId', 'type', 'startsAt', 'endsAt', 'justification', 'ticket'],
  extension: ['assignmentId', 'status', 'wantedEndsAt', 'justification', 'decisionJustification'],
  activation: [
    'roleId',
    'resourceId',
    'status',
    'outcome',
    'justification',
    'ticket',
    'durationMinutes',
    'startsAt',
    'endsAt',
    'decisions',
    'additionalMinutes',
    'review',
  ],
};

interface Touched {
  readonly key: Key;
  /** The item as it would be; nothing when it would be gone. */
  readonly after: (before: Item | undefined) => Item | undefined;
}

/** The fields people see that writes would change, old → new, read from the table as it is. */
export async function toldChanges(table: Table, writes: readonly Write[]): Promise<Change[]> {
  const touched = writes.flatMap(touchedBy);
  // Several writes of one call may touch the same item.
  const keys = new Map(touched.map(({ key }) => [nameOf(key), key]));
  const found = await table.getSeveral([...keys.values()]);
  const before = new Map(found.map((item) => [nameOf(item), item]));
  return touched.flatMap(({ key, after }) => changesOf(key, before.get(nameOf(key)), after));
}

/** The rights that writes would take away. */
export function endingsAmong(writes: readonly Write[]): RightEnding[] {
  return writes.flatMap(({ Put }) => (Put?.Item?.entity === 'ending' ? [v.parse(RightEnding, Put.Item)] : []));
}

function touchedBy({ Put, Update, Delete }: Write): Touched[] {
  if (Put?.Item) return [{ key: keyOf(Put.Item), after: () => Put.Item }];
  if (Delete?.Key) return [{ key: keyOf(Delete.Key), after: () => undefined }];
  if (!Update?.Key) return [];
  return [{ key: keyOf(Update.Key), after: (before) => ({ ...before, ...attributesSet(Update) }) }];
}

/** What `SET #c0 = :c0, …` sets; counting (`ADD`) is no change people see. */
function attributesSet({ UpdateExpression = '', ...update }: NonNullable<Write['Update']>): Item {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = update;
  const pairs = [...UpdateExpression.matchAll(/(#\w+) = (:\w+)/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [names[name] ?? name, values[value]]));
}

function changesOf(key: Key, before: Item | undefined, after: Touched['after']): Change[] {
  const next = after(before);
  const entity = String((next ?? before)?.entity);
  if (entity === ('member' satisfies Entity)) return membership(key, before, next);
  const fields = entity in told ? told[entity as keyof typeof told] : undefined;
  const subject: Subject = { kind: entity, id: String((next ?? before)?.id ?? entity) };
  if (!fields) return [];
  return fieldChanges(seen(before, fields), seen(next, fields)).map((change) => ({ ...subject, ...change }));
}

/** A member is told of its group: who comes, or who goes. */
function membership({ pk, sk }: Key, before: Item | undefined, next: Item | undefined): Change[] {
  const group = { kind: 'principal', id: pk.slice(pk.indexOf('#') + 1), field: 'members' };
  if (before && next) return [];
  return [{ ...group, ...(next ? { to: [sk] } : { from: [sk] }) }];
}

/** Of an activation also what stands deeper in it: how many have decided, the time asked for on top, the review. */
const Deeper = v.object({
  approval: v.optional(v.object({ votes: v.array(v.unknown()) })),
  extension: v.optional(v.object({ additionalMinutes: v.number() })),
  breakGlass: v.optional(v.object({ review: v.string() })),
});

function seen(item: Item | undefined, fields: readonly string[]): Item {
  const deeper = v.safeParse(Deeper, item);
  const { approval, extension, breakGlass } = deeper.success ? deeper.output : {};
  const shown = {
    ...item,
    decisions: approval?.votes.length,
    additionalMinutes: extension?.additionalMinutes,
    review: breakGlass?.review,
  };
  return Object.fromEntries(
    Object.entries(shown).filter(([name, value]) => fields.includes(name) && value !== undefined),
  );
}

const keyOf = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });
const nameOf = ({ pk, sk }: Item | Key) => `${pk}\n${sk}`;
