import { describe, expect, it } from 'vitest';
import { type TestStack, withLocalStack } from '#test/support/local-stack';
import { EXCHANGE, letterTo, page, passBy, show } from '#test/support/story';

type Counts = Readonly<Record<string, number>>;
const sum = (counts: Counts) => Object.values(counts).reduce((total, count) => total + count, 0);
const difference = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));

/** What has been called so far. */
const countsOf = ({ functions, engine, stepFunctions }: TestStack) => ({
  invocations: { ...functions.invocations },
  requests: { ...engine.requests },
  workflow: { ...stepFunctions.requests },
});

const WRITES = ['TransactWriteItems', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

describe('an approved activation that runs to its end', () => {
  it('takes at most 14 invocations, 8 writes and one for each mail, and 5 states', async () => {
    const stack = await withLocalStack();
    const before = countsOf(stack);

    const asked = await stack.as('ada', { mfa: true }).post('/v1/activations', EXCHANGE);
    await stack.settled();
    await page(stack).approve(letterTo(stack, 'grace'));
    await stack.settled();
    const during = difference(countsOf(stack).requests, before.requests);
    // Looking at it costs reads and invocations of its own, which are not those of the activation.
    const endsAt = (await stack.exportTable()).find(({ entity }) => entity === 'activation')?.endsAt;
    await stack.advance(46);
    await passBy(stack, String(endsAt));

    // What runs by itself every minute and every hour is idle cost, however many activations there are.
    const {
      'schedule/sweep': sweeps = 0,
      'schedule/seal-audit': seals = 0,
      ...invocations
    } = difference(countsOf(stack).invocations, before.invocations);
    const requests = difference(countsOf(stack).requests, before.requests);
    const writes = WRITES.reduce((total, name) => total + (requests[name] ?? 0), 0) - sweeps - seals;
    const [execution] = stack.stepFunctions.executions();
    const id = asked.body.results?.[0]?.activation?.id ?? '';

    expect((await show(stack, id)).status).toBe('ended');
    expect(sum(during)).toBeGreaterThan(0);
    // The second start is the token's, in the same words; DescribeExecution answers 10 to 15 times a second in all.
    expect(difference(countsOf(stack).workflow, before.workflow)).toEqual({ StartExecution: 2, SendTaskSuccess: 1 });
    expect(invocations, JSON.stringify(invocations)).toSatisfy((counts: Counts) => sum(counts) <= 14);
    expect(writes).toBeLessThanOrEqual(8 + stack.mails().length);
    expect(execution?.statesEntered.length).toBeLessThanOrEqual(5);
  });
});

describe('my roles', () => {
  it.each([
    ['somebody in no group', 'ada', 1],
    ['somebody in one group', 'margaret', 2],
  ])('of %s take one query, and one for each group', async (_, person, queries) => {
    const stack = await withLocalStack();
    const client = stack.as(person);
    await client.get('/v1/me/roles');
    const before = countsOf(stack);

    await client.get('/v1/me/roles');

    expect(difference(countsOf(stack).requests, before.requests)).toMatchObject({ Query: queries, GetItem: 0 });
  });
});

describe('nothing to do', () => {
  it('costs the sweeper one query for each of its shards and one write', async () => {
    const stack = await withLocalStack();
    const before = countsOf(stack);

    await stack.functions.invoke('schedule/sweep', {});

    const { Query, ...others } = difference(countsOf(stack).requests, before.requests);
    expect(Query).toBe(4);
    expect(sum(others)).toBe(1);
  });
});
