import type { Entity, Key } from './keys.ts';
import type { Item, Write } from './table.ts';

/** The few forms of conditional write that all stores are made of. */
export function writesFor(tableName: string) {
  const where = { TableName: tableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  return {
    /** Puts an item that must not exist yet. */
    putNew: (key: Key, entity: Entity, attributes: Item): Write => ({
      Put: { ...where, Item: { ...attributes, ...key, entity }, ConditionExpression: 'attribute_not_exists(pk)' },
    }),
    /** Puts an item over the one whose attribute has the value expected. */
    putOver: (key: Key, entity: Entity, attributes: Item, expecting: Expected): Write => ({
      Put: { ...where, Item: { ...attributes, ...key, entity }, ...condition(expecting) },
    }),
    /** Puts an item, whatever is there. */
    put: (key: Key, entity: Entity, attributes: Item): Write => ({
      Put: { TableName: tableName, Item: { ...attributes, ...key, entity } },
    }),
    /** Removes the item whose attribute has the value expected. */
    removeExpected: (key: Key, expecting: Expected): Write => ({
      Delete: { ...where, Key: key, ...condition(expecting) },
    }),
    /** Removes the item if it is there. */
    remove: (key: Key): Write => ({ Delete: { TableName: tableName, Key: key } }),
    /** Sets attributes of an item that must have the values expected. */
    update: (key: Key, changes: Item, expecting: Expected): Write => ({
      Update: { ...where, Key: key, ...setting(changes, expecting) },
    }),
    /** Counts a change; as many as are expected, where any number is, must have been counted before (0: none, no item). */
    count: (key: Key, entity: Entity, expecting?: number): Write => ({
      Update: { ...where, Key: key, ...counting(entity, expecting) },
    }),
    /** Demands that there is no such item, changing nothing. */
    checkAbsent: (key: Key): Write => ({
      ConditionCheck: { ...where, Key: key, ConditionExpression: 'attribute_not_exists(pk)' },
    }),
    /** Demands that there is no such item, or one that has the values expected, changing nothing. */
    checkAbsentOr: (key: Key, expecting: Expected): Write => {
      const { ConditionExpression, ...values } = condition(expecting);
      const either = `attribute_not_exists(pk) OR (${ConditionExpression})`;
      return { ConditionCheck: { ...where, Key: key, ...values, ConditionExpression: either } };
    },
    /** Demands that an item has the values expected, changing nothing. */
    check: (key: Key, expecting: Expected): Write => ({
      ConditionCheck: { ...where, Key: key, ...condition(expecting) },
    }),
  };
}

export type WriteForms = ReturnType<typeof writesFor>;
/** Attributes and their values; one that is undefined must not be there. */
type Expected = Record<string, unknown>;

function condition(expecting: Expected) {
  const names = Object.keys(expecting);
  return {
    ConditionExpression: names
      .map((name, position) =>
        expecting[name] === undefined ? `attribute_not_exists(#e${position})` : `#e${position} = :e${position}`,
      )
      .join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, position) => [`#e${position}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      names.flatMap((name, position) => (expecting[name] === undefined ? [] : [[`:e${position}`, expecting[name]]])),
    ),
  };
}

function counting(entity: Entity, expecting: number | undefined) {
  const isKnown = expecting !== undefined && expecting > 0;
  const condition = isKnown ? '#changes = :expected' : 'attribute_not_exists(pk)';
  return {
    UpdateExpression: 'SET #entity = :entity ADD #changes :one',
    ...(expecting === undefined ? {} : { ConditionExpression: condition }),
    ExpressionAttributeNames: { '#entity': 'entity', '#changes': 'changes' },
    ExpressionAttributeValues: { ':entity': entity, ':one': 1, ...(isKnown ? { ':expected': expecting } : {}) },
  };
}

function setting(changes: Item, expecting: Expected) {
  const names = Object.keys(changes);
  const expected = condition(expecting);
  return {
    ...expected,
    UpdateExpression: `SET ${names.map((_, position) => `#c${position} = :c${position}`).join(', ')}`,
    ExpressionAttributeNames: {
      ...expected.ExpressionAttributeNames,
      ...Object.fromEntries(names.map((name, position) => [`#c${position}`, name])),
    },
    ExpressionAttributeValues: {
      ...expected.ExpressionAttributeValues,
      ...Object.fromEntries(names.map((name, position) => [`:c${position}`, changes[name]])),
    },
  };
}
