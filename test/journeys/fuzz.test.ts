import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFuzz } from '#test/fuzz/run-fuzz';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

/** A slice of `npm run fuzz`, the same at every run. */
const REQUESTS = 150;

describe('random requests of every operation by everybody', () => {
  it('meet no outage, get documented answers only, and change nothing without the right to (I03, I20)', async () => {
    const { counts, findings } = await runFuzz(stack, { seed: 4, requests: REQUESTS });

    expect(findings).toEqual([]);
    const answered = [...counts.values()].flatMap((statuses) => [...statuses.values()]);
    expect(answered.reduce((sum, times) => sum + times, 0)).toBe(REQUESTS);
    expect(counts.get('activate')?.get(201)).toBeGreaterThan(0);
    expectSoundAudit(await stack.exportTable());
  }, 180_000);

  it('would not go unnoticed: a door left open is a finding', async () => {
    const asGrace = { ...stack, token: () => stack.token({ subject: 'grace', mfa: true }) };

    const { findings } = await runFuzz(asGrace, { seed: 4, requests: 60 });

    expect(findings.map(({ what }) => what)).toContainEqual(expect.stringMatching(/without the right to call/));
  }, 180_000);
});
