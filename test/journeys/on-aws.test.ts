import { describe, expect, it } from 'vitest';
import { type TestStack, withLocalStack } from '#test/support/local-stack';
import { askForExchange, decide, evaluate, show } from '#test/support/story';

const armed = (stack: TestStack, fault: { service: string; kind: string; times: number }) =>
  fetch(`${stack.controlOrigin}/faults`, { method: 'POST', body: JSON.stringify(fault) });

describe('a workflow service that tells late what it is doing', () => {
  it('gets one execution for a request that is decided at once, and the access comes and goes with it', async () => {
    const stack = await withLocalStack();
    await armed(stack, { service: 'sfn', kind: 'lag', times: 1000 });
    const asked = await stack.as('ada', { mfa: true }).post('/v1/activations', {
      items: [{ roleId: 'exchange-administrator' }],
      justification: 'Late answers',
      ticket: { number: 'INC-8' },
    });
    const id = asked.body.results?.[0]?.activation?.id ?? '';
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const during = { ...(await show(stack, id)), ...(await evaluate(stack)) };
    await stack.as('ada', { mfa: true }).post(`/v1/activations/${id}/deactivate`, {});
    await stack.settled();

    expect(during).toMatchObject({ status: 'active', decision: true });
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'deactivated' });
    expect(stack.stepFunctions.executions().map(({ name }) => name)).toEqual([`${id}.1`]);
  });

  it('is not asked again and again by requests that are looked at several times', async () => {
    const stack = await withLocalStack();
    await armed(stack, { service: 'sfn', kind: 'lag', times: 1000 });
    const id = await askForExchange(stack);
    await stack.settled();
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();

    expect((await show(stack, id)).status).toBe('active');
    expect(stack.stepFunctions.requests.DescribeExecution).toBeUndefined();
  });
});
