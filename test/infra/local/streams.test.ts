import { describe, expect, it, vi } from 'vitest';
import { createActivity } from '#infra/local/activity';
import { createClock } from '#infra/local/clock';
import { matchesPattern } from '#infra/local/stream-filter';
import type { StreamRecord } from '#infra/local/stream-record';
import { createStreams } from '#infra/local/streams';
import { readTemplate } from '#infra/local/template';
import { writeTemplate } from './tiny-template.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:000000000000:function:Reader';
type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;

function startStreams(invoke: Invoke, ...mappings: object[]) {
  const clock = createClock();
  const activity = createActivity();
  const common = { EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, FunctionName: FUNCTION, BatchSize: 3 };
  const entries = mappings.map((mapping, index) => [
    `Mapping${index}`,
    { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ...common, ...mapping } },
  ]);
  const resources = { Table: { Type: 'AWS::DynamoDB::GlobalTable' }, ...Object.fromEntries(entries) };
  const template = readTemplate(writeTemplate({ resources }));
  const streams = createStreams({ template, clock, activity, invoke, titleOf: (name) => name });
  const write = (id: string, attributes = {}) =>
    streams.publish({
      tableName: 'Table',
      keys: { pk: { S: id } },
      newImage: { pk: { S: id }, ...attributes },
      at: clock.now(),
    });
  return { ...streams, clock, activity, write, later: (ms: number) => clock.advance(ms, activity.settled) };
}

const recordsOf = (event: unknown): StreamRecord[] => Object(event).Records;
const idOf = (record: StreamRecord) => String(Object(record.dynamodb).Keys.pk.S);

/** A function that notes what it got, and does what `decide` says. */
function reader(decide: (ids: string[], records: StreamRecord[]) => unknown = () => undefined) {
  const batches: string[][] = [];
  const invoke: Invoke = async (_, event) => {
    const ids = recordsOf(event).map(idOf);
    batches.push(ids);
    return decide(ids, recordsOf(event));
  };
  return { batches, invoke };
}

describe('a stream', () => {
  it('hands changes to its reader in order, in batches of the mapping’s size', async () => {
    const { batches, invoke } = reader();
    const { write, activity } = startStreams(invoke, {});

    for (const id of ['a', 'b', 'c', 'd', 'e']) write(id);
    await activity.settled();

    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('writes records as DynamoDB Streams does', async () => {
    const seen: StreamRecord[] = [];
    const { publish, activity } = startStreams(async (_, event) => seen.push(...recordsOf(event)), {});
    const keys = { pk: { S: 'a' } };
    const change = { tableName: 'Table', keys, at: Date.parse('2026-11-22T12:00:00.700Z') };

    publish({ ...change, newImage: { ...keys, n: { N: '1' } } });
    publish({ ...change, oldImage: { ...keys, n: { N: '1' } }, newImage: { ...keys, n: { N: '2' } } });
    publish({ ...change, oldImage: keys, userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } });
    await activity.settled();

    expect(seen.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(seen[1]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:000000000000:table/Table/stream/local',
      dynamodb: {
        ApproximateCreationDateTime: Date.parse('2026-11-22T12:00:00Z') / 1000,
        Keys: keys,
        OldImage: { n: { N: '1' } },
        NewImage: { n: { N: '2' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(seen[2]).toMatchObject({ userIdentity: { principalId: 'dynamodb.amazonaws.com' } });
    expect(seen[2]?.dynamodb).not.toHaveProperty('NewImage');
  });

  it('keeps from a reader what none of its filters matches', async () => {
    const { batches, invoke } = reader();
    const patterns = [
      { dynamodb: { NewImage: { kind: { S: ['event'] } } } },
      { dynamodb: { Keys: { pk: { S: ['b'] } } } },
    ];
    const Filters = patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) }));
    const { write, activity } = startStreams(invoke, { FilterCriteria: { Filters } });

    write('a', { kind: { S: 'event' } });
    write('b', { kind: { S: 'state' } });
    write('c', { kind: { S: 'state' } });
    await activity.settled();

    expect(batches).toEqual([['a', 'b']]);
  });

  it('goes on for one reader while another one fails', async () => {
    const seen: string[] = [];
    const invoke: Invoke = async (functionArn, event) => {
      if (functionArn === 'broken') throw new Error('out of order');
      seen.push(...recordsOf(event).map(idOf));
    };
    const { write, activity } = startStreams(invoke, { FunctionName: 'broken' }, { FunctionName: 'healthy' });

    write('a');
    await activity.settled();
    write('b');
    await activity.settled();

    expect(seen).toEqual(['a', 'b']);
  });
});

describe('a change', () => {
  /** Whether it has been dealt with, as far as things are now. */
  const watch = (published: Promise<void>) => {
    const seen = { isDone: false };
    void published.then(() => {
      seen.isDone = true;
    });
    return seen;
  };

  it('is dealt with once every reader has taken it', async () => {
    let outage = true;
    const { invoke } = reader(() => {
      if (outage) throw new Error('out of order');
    });
    const { write, activity, later } = startStreams(invoke, {}, {});

    const change = watch(write('a'));
    await activity.settled();
    const during = change.isDone;
    outage = false;
    await later(60_000);

    expect([during, change.isDone]).toEqual([false, true]);
  });

  it('that concerns no reader is dealt with at once', async () => {
    const { invoke } = reader();
    const Filters = [{ Pattern: JSON.stringify({ eventName: ['REMOVE'] }) }];
    const { write } = startStreams(invoke, { FilterCriteria: { Filters } });

    await expect(write('a')).resolves.toBeUndefined();
  });

  it('is no longer tried once the stream is closed, and not dealt with either', async () => {
    const { batches, invoke } = reader(() => {
      throw new Error('out of order');
    });
    const { write, activity, close, later } = startStreams(invoke, {});

    const [failing, late] = [watch(write('a')), watch(write('b'))];
    await activity.settled();
    await close();
    await later(3_600_000);

    expect(batches).toEqual([['a', 'b']]);
    expect([failing.isDone, late.isDone]).toEqual([false, false]);
  });

  it('that is with a function when the stream is closed is finished first', async () => {
    const answer = Promise.withResolvers<void>();
    const { batches, invoke } = reader(() => answer.promise);
    const { write, close } = startStreams(invoke, {});
    const change = watch(write('a'));
    await vi.waitFor(() => expect(batches).toHaveLength(1));

    const closing = close();
    const meanwhile = change.isDone;
    answer.resolve();
    await closing;
    await change;

    expect([meanwhile, change.isDone]).toEqual([false, true]);
  });
});

describe('an item that is shown to one function', () => {
  it('reaches it past its filters, and nobody else', async () => {
    const seen: [string, string[]][] = [];
    const invoke: Invoke = async (name, event) => void seen.push([name, recordsOf(event).map(idOf)]);
    const FilterCriteria = { Filters: [{ Pattern: JSON.stringify({ eventName: ['REMOVE'] }) }] };
    const { show, activity } = startStreams(
      invoke,
      { FunctionName: 'wanted', FilterCriteria },
      { FunctionName: 'other' },
    );

    const [keys, at] = [{ pk: { S: 'a' } }, Date.now()];
    show('wanted', { tableName: 'Table', keys, oldImage: keys, newImage: keys, at });
    await activity.settled();

    expect(seen).toEqual([['wanted', ['a']]]);
  });
});

describe('a batch that fails', () => {
  it('is tried again later, and holds up what comes after it', async () => {
    let outage = true;
    const { batches, invoke } = reader(() => {
      if (outage) throw new Error('out of order');
    });
    const { write, activity, later } = startStreams(invoke, {});

    write('a');
    await activity.settled();
    write('b');
    await activity.settled();
    outage = false;
    await later(60_000);

    expect(batches).toEqual([['a'], ['a'], ['b']]);
  });

  it('goes on from the record that the function reports', async () => {
    let failing = true;
    const { batches, invoke } = reader((ids, records) => {
      const position = ids.indexOf('b');
      const failed = failing && position >= 0 ? [records[position]] : [];
      failing = false;
      return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record?.dynamodb.SequenceNumber })) };
    });
    const { write, later } = startStreams(invoke, { FunctionResponseTypes: ['ReportBatchItemFailures'] });

    for (const id of ['a', 'b', 'c']) write(id);
    await later(60_000);

    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
  });

  it('is halved until the record to blame is alone, which is given up and kept; the others are done', async () => {
    const done: string[] = [];
    const { invoke } = reader((ids) => {
      if (ids.includes('poison')) throw new Error('cannot read this');
      done.push(...ids);
    });
    const { write, later, failedRecords } = startStreams(invoke, {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 2,
      BatchSize: 10,
    });

    for (const id of ['a', 'b', 'poison', 'c', 'd']) write(id);
    await later(3_600_000);

    expect(done).toEqual(['a', 'b', 'c', 'd']);
    expect(failedRecords.map(({ records }) => records.map(idOf))).toEqual([['poison']]);
    expect(failedRecords[0]?.error).toHaveProperty('message', 'cannot read this');
  });

  it('is given up as a whole after the last attempt when it may not be halved', async () => {
    const { batches, invoke } = reader(() => {
      throw new Error('out of order');
    });
    const { write, later, failedRecords } = startStreams(invoke, { MaximumRetryAttempts: 2 });

    write('a');
    write('b');
    await later(3_600_000);

    expect(batches).toHaveLength(3);
    expect(failedRecords.map(({ records }) => records.map(idOf))).toEqual([['a', 'b']]);
  });
});

describe('a filter pattern', () => {
  const record = { eventName: 'MODIFY', image: { status: { S: 'active' }, count: { N: '1' } } };

  it.each([
    [{ eventName: ['INSERT', 'MODIFY'] }, true],
    [{ eventName: ['REMOVE'] }, false],
    [{ image: { status: { S: ['active'] }, count: { N: ['1'] } } }, true],
    [{ image: { status: { S: ['active'] }, count: { N: ['2'] } } }, false],
    [{ image: { status: { S: [{ prefix: 'act' }] } } }, true],
    [{ image: { status: { S: [{ suffix: 'ive' }] } } }, true],
    [{ image: { status: { S: [{ 'equals-ignore-case': 'ACTIVE' }] } } }, true],
    [{ image: { status: { S: [{ 'anything-but': ['ended', 'denied'] }] } } }, true],
    [{ image: { status: { S: [{ 'anything-but': 'active' }] } } }, false],
    [{ image: { status: { S: [{ 'anything-but': { prefix: 'act' } }] } } }, false],
    [{ image: { outcome: { S: [{ 'anything-but': ['expired'] }] } } }, false],
    [{ image: { outcome: { S: [{ exists: false }] } } }, true],
    [{ image: { status: { S: [{ exists: true }] } } }, true],
    [{ missing: { deeper: ['x'] } }, false],
  ])('%j matches the record: %s', (pattern, matches) => {
    expect(matchesPattern(pattern, record)).toBe(matches);
  });

  it('with a comparison that is not known is refused by name', () => {
    expect(() => matchesPattern({ eventName: [{ wildcard: '*' }] }, record)).toThrow('"wildcard"');
  });
});
