import { parseArgs } from 'node:util';
import { createDynamoDbEngine } from '#infra/local/dynamodb/engine';
import { allowedDifference } from './allowed-differences.ts';
import { comparable } from './comparable.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { itemsAtTheLimit } from './largest-items.ts';
import { createRandom } from './random.ts';
import { type RandomRequest, randomRequest, tableDefinition } from './random-requests.ts';
import { send } from './wire.ts';

/** How many requests lie between two comparisons of the whole tables. */
const COMPARE_EVERY = 50;

interface Sides {
  engine: string;
  oracle: string;
}

/** A difference that no entry of the table allows. */
class Difference extends Error {}

/** Sends the same random requests to both sides; every answer and the tables must agree. Answers what was allowed to differ. */
async function compareSeed(seed: number, operations: number, sides: Sides): Promise<Map<string, number>> {
  const random = createRandom(seed);
  const tableName = `fuzz-${seed}`;
  for (const side of Object.values(sides)) await send(side, 'CreateTable', tableDefinition(tableName));

  const allowed = new Map<string, number>();
  for (let place = 1; place <= operations; place += 1) {
    const request = randomRequest(random, tableName);
    const [engine, oracle] = await answersOf(request, sides);
    const differs = comparable(engine, request) !== comparable(oracle, request);
    const reason = differs ? allowedDifference(request, engine, oracle) : undefined;
    if (differs && !reason) throw new Difference(describe(seed, place, request, engine, oracle));
    if (reason) allowed.set(reason, (allowed.get(reason) ?? 0) + 1);
    if (differs || place % COMPARE_EVERY === 0)
      await compareTables(tableName, `seed ${seed}, operation ${place}`, sides, request);
  }
  return allowed;
}

function answersOf({ operation, input }: RandomRequest, { engine, oracle }: Sides) {
  return Promise.all([send(engine, operation, input), send(oracle, operation, input)]);
}

async function compareTables(tableName: string, where: string, sides: Sides, last: RandomRequest): Promise<void> {
  for (const index of [{}, { IndexName: 'all-by-gp' }, { IndexName: 'keys-by-num' }]) {
    const request = { operation: 'Scan', input: { TableName: tableName, ...index }, unordered: true };
    const [engine, oracle] = await answersOf(request, sides);
    if (comparable(engine, request) === comparable(oracle, request)) continue;
    throw new Difference(
      `The tables differ at ${where}, after ${JSON.stringify(last)}:\n${JSON.stringify(engine)}\n${JSON.stringify(oracle)}`,
    );
  }
}

/** Both sides must draw the line of 400 KB at the same byte. */
async function compareLargestItems(tableName: string, sides: Sides): Promise<void> {
  for (const Item of itemsAtTheLimit()) {
    const request = { operation: 'PutItem', input: { TableName: tableName, Item }, unordered: false };
    const [engine, oracle] = await answersOf(request, sides);
    if (comparable(engine, request) === comparable(oracle, request)) continue;
    throw new Difference(
      `The largest item with ${Object.keys(Item).slice(2).join(' ')} differs: ${engine.status} ${oracle.status}`,
    );
  }
}

const describe = (seed: number, place: number, request: RandomRequest, engine: unknown, oracle: unknown) =>
  `The answers differ at seed ${seed}, operation ${place}: ${request.operation} ${JSON.stringify(request.input)}\n` +
  `engine: ${JSON.stringify(engine)}\noracle: ${JSON.stringify(oracle)}`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      operations: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '8' },
    },
  });
  const local = await startDynamoDbLocal();
  if ('skipped' in local) {
    console.log(`skipped: ${local.skipped}.`);
    return 0;
  }
  const engine = createDynamoDbEngine();
  const sides = { engine: await engine.listen(), oracle: local.endpoint };
  const [first, seeds, operations] = [Number(values.seed), Number(values.seeds), Number(values.operations)];
  try {
    const tally = new Map<string, number>();
    for (let seed = first; seed < first + seeds; seed += 1) {
      const allowed = await compareSeed(seed, Math.ceil(operations / seeds), sides);
      for (const [reason, count] of allowed) tally.set(reason, (tally.get(reason) ?? 0) + count);
    }
    await compareLargestItems(`fuzz-${first}`, sides);
    console.log(`${operations} operations over ${seeds} seeds from ${first}: answers and tables agree.`);
    for (const [reason, count] of tally) console.log(`  ${count} allowed: ${reason}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await engine.close();
    local.stop();
  }
}

process.exitCode = await main();
