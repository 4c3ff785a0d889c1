import * as v from 'valibot';
import type { Use } from '#shared/ports/removals';
import { type Entity, type Key, keys } from './keys.ts';
import type { Item, Write } from './table.ts';
import { UNUSED, USED_BY } from './use-attributes.ts';

/** What can be removed as long as nothing ever named it. */
const records: readonly unknown[] = ['role', 'resource', 'principal'] satisfies Entity[];

interface Named {
  readonly key: Key;
  readonly by: Use;
}

export interface UseMarks {
  /** Learns from what is read anyway which records were named before: that never changes again. */
  see(items: readonly (Item | undefined)[]): void;
  /**
   * The writes, with each record that they may be the first to name marked as used in the same transaction. A record that
   * was removed since it was read refuses the transaction; one seen as used costs nothing, and one nobody has looked at is
   * read. Marks come last, or join the write on their record, so that every write keeps its position.
   */
  mark(tableName: string, writes: readonly Write[]): Promise<Write[]>;
}

/** How many names are remembered; beyond, all are learned anew. */
const MOST_REMEMBERED = 20_000;

/**
 * Marks what is named, where transactions are sent, so that no store can forget it. Records begin with a mark that nothing
 * has named them, which the first transaction to name them takes away for good; those of version 0.1 never had it and
 * count as used. So whether something was ever named stands in its own record, and needs no search.
 */
export function useMarks(getSeveral: (keys: readonly Key[]) => Promise<Item[]>): UseMarks {
  const used = new Set<string>();
  const unused = new Set<string>();
  return {
    see(items) {
      if (used.size + unused.size > MOST_REMEMBERED) for (const names of [used, unused]) names.clear();
      for (const item of items) {
        if (!item || !records.includes(item.entity)) continue;
        if (item[UNUSED] === true) unused.add(nameOf(item));
        else used.add(nameOf(item));
      }
    },
    async mark(tableName, writes) {
      const named = distinct(writes.flatMap(namedBy));
      const made = new Set(writes.flatMap(({ Put }) => (Put?.Item ? [nameOf(Put.Item)] : [])));
      const isUnseen = (name: string) => !(used.has(name) || unused.has(name) || made.has(name));
      // Somebody's number of a person is the id of an account only where one of that id was looked at.
      const unseen = [...named].filter(([name, { by }]) => by !== 'person' && isUnseen(name));
      if (unseen.length > 0) await getSeveral(unseen.map(([, { key }]) => key));
      const wanted = new Map([...named].filter(([name]) => unused.has(name) || made.has(name)));
      const joined = writes.map((write) => {
        const key = keyOf(write);
        const named = key && wanted.get(nameOf(key));
        if (!named) return write;
        wanted.delete(nameOf(named.key));
        return marking(write, named);
      });
      return [...joined, ...[...wanted.values()].map((named) => markOf(tableName, named))];
    },
  };
}

/** Each record once, with what names it first. */
function distinct(all: readonly Named[]): Map<string, Named> {
  return new Map(all.toReversed().map((one) => [nameOf(one.key), one]));
}

const Id = v.string();
const Entries = v.array(v.object({ kind: v.string(), id: Id }));
const AssignmentItem = v.object({ principalId: Id, roleId: Id, resourceId: Id });
const SettingsItem = v.object({
  ...v.pick(AssignmentItem, ['roleId', 'resourceId']).entries,
  settings: v.object({
    approval: v.object({ approvers: Entries }),
    breakGlass: v.optional(v.object({ principals: Entries }), { principals: [] }),
  }),
});
const MembershipItem = v.object({ principalId: Id, groupId: Id });
const AncestorsItem = v.object({ ancestors: v.array(Id) });
const PersonItem = v.object({ personId: Id });
const PlaceItem = v.object({ resourceId: Id });

/** What each kind of item names. An activation rests on an assignment, which has named all but its place. */
const naming: Partial<Record<Entity, (item: Item) => Named[]>> = {
  assignment: (item) => {
    const { principalId, roleId, resourceId } = v.parse(AssignmentItem, item);
    const places = [keys.principal(principalId), keys.role(roleId), ...placeOf(resourceId)];
    return places.map((key) => ({ key, by: 'assignment' }));
  },
  activation: (item) => placeOf(v.parse(PlaceItem, item).resourceId).map((key) => ({ key, by: 'activation' })),
  settings_version: (item) => {
    const { roleId, resourceId, settings } = v.parse(SettingsItem, item);
    const entries = [...settings.approval.approvers, ...settings.breakGlass.principals];
    const named = entries.map(({ kind, id }) => (kind === 'role' ? keys.role(id) : keys.principal(id)));
    return [keys.role(roleId), ...placeOf(resourceId), ...named].map((key) => ({ key, by: 'settings' }));
  },
  membership: (item) => {
    const { principalId, groupId } = v.parse(MembershipItem, item);
    return [principalId, groupId].map((id) => ({ key: keys.principal(id), by: 'membership' }));
  },
  resource: (item) => childOf(v.parse(AncestorsItem, item).ancestors),
  principal: (item) => {
    const person = v.safeParse(PersonItem, item);
    return person.success ? [{ key: keys.principal(person.output.personId), by: 'person' }] : [];
  },
};

function namedBy({ Put, Update }: Write): Named[] {
  if (Put?.Item) {
    const isNew = Put.Item.entity !== 'activation' || Put.ConditionExpression?.startsWith('attribute_not_exists');
    return isNew ? (naming[Put.Item.entity as Entity]?.(Put.Item) ?? []) : [];
  }
  const set = (name: string) => setIn(Update, name);
  const person = v.safeParse(Id, set('personId'));
  const ancestors = v.safeParse(AncestorsItem.entries.ancestors, set('ancestors'));
  return [
    ...(person.success ? [{ key: keys.principal(person.output), by: 'person' as const }] : []),
    ...(ancestors.success ? childOf(ancestors.output) : []),
  ];
}

const placeOf = (resourceId: string): Key[] => (resourceId === '/' ? [] : [keys.resource(resourceId)]);
const childOf = ([parent = '/']: readonly string[]): Named[] => placeOf(parent).map((key) => ({ key, by: 'child' }));

/** The value an update gives to an attribute, as far as it sets it. */
function setIn(update: Write['Update'], name: string): unknown {
  const placeholder = Object.entries(update?.ExpressionAttributeNames ?? {}).find(([, named]) => named === name)?.[0];
  const value = placeholder && update?.UpdateExpression?.match(`${placeholder} = (:\\w+)`)?.[1];
  return value && update?.ExpressionAttributeValues?.[value];
}

const names = { '#usedBy': USED_BY, '#unused': UNUSED };
const SET = '#usedBy = if_not_exists(#usedBy, :usedBy)';

function markOf(TableName: string, { key, by }: Named): Write {
  return {
    Update: {
      TableName,
      Key: key,
      UpdateExpression: `SET ${SET} REMOVE #unused`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':usedBy': by },
    },
  };
}

/** A transaction touches an item only once: the mark joins what is written there, or demanded. */
function marking(write: Write, { by }: Named): Write {
  const { ConditionCheck, Update, Put } = write;
  if (Put?.Item) {
    const { [UNUSED]: _mark, ...item } = Put.Item;
    return { Put: { ...Put, Item: { ...item, [USED_BY]: by } } };
  }
  const on = Update ?? (ConditionCheck && { ...ConditionCheck, UpdateExpression: '' });
  if (!on) return write;
  return {
    Update: {
      ...on,
      UpdateExpression: withMark(on.UpdateExpression ?? ''),
      ExpressionAttributeNames: { ...on.ExpressionAttributeNames, ...names },
      ExpressionAttributeValues: { ...on.ExpressionAttributeValues, ':usedBy': by },
    },
  };
}

function withMark(expression: string): string {
  const set = /\bSET /.test(expression) ? expression.replace(/\bSET /, `SET ${SET}, `) : `SET ${SET} ${expression}`;
  return /\bREMOVE /.test(set) ? set.replace(/\bREMOVE /, 'REMOVE #unused, ') : `${set} REMOVE #unused`;
}

function keyOf({ ConditionCheck, Update, Put }: Write): Key | undefined {
  const key = (ConditionCheck ?? Update)?.Key ?? Put?.Item;
  return key && { pk: String(key.pk), sk: String(key.sk) };
}

const nameOf = ({ pk, sk }: Item | Key) => `${pk}\n${sk}`;
