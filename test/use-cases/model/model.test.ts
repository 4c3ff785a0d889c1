import { describe, expect, it } from 'vitest';
import { checkModel } from './check.ts';

/** Longer than the machine ever needs, with everything else it does. */
const TIMEOUT = 480_000;

/** What has to come up, or the sequences say little. */
const certain = [
  'activation.activated',
  'activation.approved',
  'activation.cancelled',
  'activation.denied',
  'activation.ended',
  'activation.extended',
  'activation.revoking',
  'activation.timed_out',
  'link',
  'request not_eligible',
  'vote self_approval',
];

describe('whatever people and machines do, in whatever order', () => {
  it(
    'what must always hold does after every step (I01 … I21)',
    async () => {
      const { tally, failure } = await checkModel({ seed: 20_261_201, runs: 14, steps: 45 });

      expect(failure).toBeUndefined();
      expect([...tally.keys()]).toEqual(expect.arrayContaining(certain));
    },
    TIMEOUT,
  );
});
