import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

const request = { items: [{ roleId: 'user-administrator' }], justification: 'Work' };

describe('while DynamoDB is out', () => {
  it.each(['throttle', 'error'] as const)(
    '(%s) a request is 503, to be tried again, and stores nothing',
    async (kind) => {
      const margaret = stack.as('margaret', { mfa: true });
      await margaret.get('/v1/me');
      await stack.settled();
      const before = await stack.exportTable();

      stack.faults.arm('dynamodb', kind, 1_000_000);
      const { status, body, headers } = await margaret.post('/v1/activations', request);
      stack.faults.arm('dynamodb', kind, 0);

      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'table_unreachable', '5']);
      await stack.settled();
      expect(await stack.exportTable()).toEqual(before);
    },
  );

  it.each(['throttle', 'error', 'timeout'] as const)('for a moment (%s) nobody notices', async (kind) => {
    stack.faults.arm('dynamodb', kind, 1);
    const { status } = await stack.as('margaret').get('/v1/me/roles');

    expect(status).toBe(200);
  });
});
