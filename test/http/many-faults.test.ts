import { describe, expect, it } from 'vitest';
import { createSelfService } from './self-service-world.ts';

const good = { items: [{ roleId: 'exchange-administrator' }], justification: 'Finance receives no mail' };

describe('the answer to a body full of faults', () => {
  it('tells that a list is too long, and not what is wrong in it', async () => {
    const { post } = createSelfService();

    const { status, text, body } = await post({ ...good, items: Array(7500).fill({ a: 1 }) });

    expect(status).toBe(400);
    expect(body.violations).toMatchObject([{ rule: 'items', message: expect.stringContaining('at most 20 items') }]);
    expect(text.length).toBeLessThan(1000);
  });

  it('tells fifty faults at most', async () => {
    const { post } = createSelfService();
    const wrong = { roleId: 1, resourceId: 1, durationMinutes: 'x', startsAt: 1 };

    const { body } = await post({ ...good, items: Array(20).fill(wrong) });

    expect(body.violations).toHaveLength(50);
  });

  it('does not repeat at length what somebody called a field', async () => {
    const { post } = createSelfService();

    const { status, text } = await post({ ...good, ['🔑'.repeat(10_000)]: 1 });

    expect(status).toBe(400);
    expect(text.length).toBeLessThan(2000);
    expect(text.isWellFormed()).toBe(true);
  });
});
