import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { OthersGoOn, workOff } from '#shared/stream-batch';

/** Records by the thing they are about and their place in the stream: `a1`, `b2`. */
const batchOf = (...names: string[]) => ({
  Records: names.map((name) => ({ eventID: name, dynamodb: { SequenceNumber: name } })),
});
const aboutOf = ({ eventID = '' }: DynamoDBRecord) => eventID.slice(0, 1);

async function worked(names: string[], failing: Record<string, Error>, concerns?: typeof aboutOf) {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const done: string[] = [];
  const work = async ({ eventID = '' }: DynamoDBRecord) => {
    if (failing[eventID]) throw failing[eventID];
    done.push(eventID);
  };
  const { batchItemFailures } = await workOff(batchOf(...names), work, concerns);
  return { done, again: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

const names = ['a1', 'b2', 'a3', 'c4', 'b5'];

describe('a batch of the stream', () => {
  it('is worked off in order', async () => {
    expect(await worked(names, {}, aboutOf)).toEqual({ done: names, again: [] });
  });

  it('T-38: stops at what fails, and comes again from there', async () => {
    const failing = { b2: new Error('poison') };

    expect(await worked(names, failing, aboutOf)).toEqual({ done: ['a1'], again: ['b2'] });
  });

  it('goes on with what concerns others where one waits for somebody outside, and keeps the order of each', async () => {
    const failing = { a1: new OthersGoOn('held back'), c4: new OthersGoOn('held back') };

    expect(await worked(names, failing, aboutOf)).toEqual({ done: ['b2', 'b5'], again: ['a1'] });
  });

  it('stops at another failure all the same, and comes again from the first', async () => {
    const failing = { a1: new OthersGoOn('held back'), c4: new Error('down') };

    expect(await worked(names, failing, aboutOf)).toEqual({ done: ['b2'], again: ['a1'] });
  });

  it('concerns one thing where nobody says what it is about', async () => {
    expect(await worked(names, { b2: new OthersGoOn('held back') })).toEqual({ done: ['a1'], again: ['b2'] });
  });
});
