import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { whileInConflict } from '#shared/dynamodb/conflicts';

const canceled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const single = () =>
  new TransactionConflictException({ $metadata: {}, message: 'Transaction is ongoing for the item' });

/** Sends what fails so many times with this, and counts. */
async function sent(failure: Error, failures: number) {
  let attempts = 0;
  const outcome = await whileInConflict(async () => {
    attempts += 1;
    if (attempts <= failures) throw failure;
  }).then(
    () => 'done',
    (error) => error,
  );
  return { attempts, outcome };
}

describe('a write that meets another on an item', () => {
  it.each([
    ['a transaction', canceled('None', 'TransactionConflict')],
    ['a single write', single()],
  ])('is tried again until it gets through: %s', async (_, failure) => {
    expect(await sent(failure, 3)).toEqual({ attempts: 4, outcome: 'done' });
  });

  it('is given up as busy after eight attempts, which is no fault of whoever asked', async () => {
    expect(await sent(single(), 100)).toMatchObject({
      attempts: 8,
      outcome: { code: 'busy', cause: { name: single().name } },
    });
  }, 20_000);

  it.each([
    ['a condition that does not hold', canceled('ConditionalCheckFailed')],
    ['an outage', new Error('ECONNRESET')],
  ])('is not tried again because of %s', async (_, failure) => {
    expect(await sent(failure, 1)).toEqual({ attempts: 1, outcome: failure });
  });
});
