import type { Key } from './keys.ts';
import { type Item, Refused, type Table, type Write } from './table.ts';

/**
 * Demands what writes would demand of the table, in one transaction that changes nothing.
 *
 * @throws Refused with the positions of the writes themselves
 */
export async function demand(table: Table, writes: readonly Write[]): Promise<void> {
  const checks = writes.flatMap((write, position) => {
    const check = conditionOf(write);
    return check ? [{ check, position }] : [];
  });
  if (checks.length === 0) return;
  await table.write(checks.map(({ check }) => check)).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
    const reasons = writes.map((_, position) => {
      const place = checks.findIndex((one) => one.position === position);
      const Item = error.found[place];
      const Code = error.positions.includes(place) ? 'ConditionalCheckFailed' : 'None';
      return { Code, ...(Item ? { Item } : {}) };
    });
    throw new Refused(reasons);
  });
}

/** What a write demands, as a check of it that changes nothing; a write without a condition demands nothing. */
function conditionOf({ ConditionCheck, Put, Update, Delete }: Write): Write | undefined {
  if (ConditionCheck) return { ConditionCheck };
  const write = Put ?? Update ?? Delete;
  if (!write?.ConditionExpression) return undefined;
  const { TableName, ConditionExpression, ReturnValuesOnConditionCheckFailure } = write;
  const used = new Set(ConditionExpression.match(/[#:]\w+/g));
  const named = entriesOf(write.ExpressionAttributeNames, used);
  const valued = entriesOf(write.ExpressionAttributeValues, used);
  return {
    ConditionCheck: {
      TableName,
      Key: Put ? keyOf(Put.Item ?? {}) : (Update ?? Delete)?.Key,
      ConditionExpression,
      ...(named ? { ExpressionAttributeNames: named } : {}),
      ...(valued ? { ExpressionAttributeValues: valued } : {}),
      ...(ReturnValuesOnConditionCheckFailure ? { ReturnValuesOnConditionCheckFailure } : {}),
    },
  };
}

/** DynamoDB refuses names and values no expression uses: those of the change go, those of the condition stay. */
function entriesOf<T>(all: Record<string, T> | undefined, used: ReadonlySet<string>): Record<string, T> | undefined {
  const kept = Object.entries(all ?? {}).filter(([name]) => used.has(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const keyOf = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });
