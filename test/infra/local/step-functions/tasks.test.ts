import { afterEach, describe, expect, it } from 'vitest';
import { asking, only, task, tokenOf } from './only-task.ts';
import { closeStages, DAY, functionArn, MACHINE, named, SECOND } from './stage.ts';

afterEach(closeStages);

describe('a task', () => {
  it('answers with what the function returns', async () => {
    const machine = only(task(), ({ given }) => ({ doubled: Number(given.n) * 2 }));

    const arn = await machine.start({ n: 21 });

    expect(await machine.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"doubled":42}' });
  });

  it('invoked through the integration wraps the answer as Payload, for a ResultSelector to pick', async () => {
    const invoke = {
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: functionArn('work'), Payload: { 'all.$': '$' } },
      ResultSelector: { 'granted.$': '$.Payload.granted' },
      ResultPath: '$.grant',
    };
    const machine = only(task(invoke), () => ({ granted: true }));

    const arn = await machine.start({ id: 1 });

    expect(machine.calls[0]?.given).toEqual({ all: { id: 1 } });
    expect(JSON.parse((await machine.describe(arn)).output ?? '')).toEqual({ id: 1, grant: { granted: true } });
  });

  it('without a timeout waits for years', async () => {
    const machine = only(asking());
    await machine.start();

    await machine.pass(800 * DAY);

    expect(machine.execution().status).toBe('RUNNING');
  });

  it('times out on the clock even while its function is still running', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const machine = only(task({ TimeoutSeconds: 60 }), () => promise);
    await machine.sfn.call('StartExecution', { stateMachineArn: MACHINE });

    // The function counts as activity, so nobody can wait for calm here.
    await machine.clock.advance(61 * SECOND, () => new Promise((turn) => setImmediate(turn)));

    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    resolve();
  });
});

describe('a task that waits for its token', () => {
  it('does not end when the function returns', async () => {
    const machine = only(asking(), () => 'asked');

    await machine.start();

    expect(machine.execution().status).toBe('RUNNING');
  });

  it('fails when the function throws', async () => {
    const machine = only(asking(), () => {
      throw named('CannotAsk', 'nobody there');
    });

    await machine.start();

    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'CannotAsk' });
    expect(JSON.parse(machine.execution().cause ?? '')).toMatchObject({
      errorType: 'CannotAsk',
      errorMessage: 'nobody there',
    });
  });

  it('ends with the output its token was sent, and the token is spent', async () => {
    const machine = only(asking());
    const arn = await machine.start();

    await machine.sfn.call('SendTaskSuccess', { taskToken: tokenOf(machine), output: '{"yes":1}' });
    await machine.activity.settled();

    expect(await machine.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":1}' });
    const again = machine.sfn.call('SendTaskSuccess', { taskToken: tokenOf(machine), output: '{}' });
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('ends even when the token is sent before the function returns', async () => {
    const machine = only(asking(), ({ given }) =>
      machine.sfn.call('SendTaskSuccess', { taskToken: given.token, output: '1' }),
    );

    await machine.start();

    expect(machine.execution().status).toBe('SUCCEEDED');
  });

  it('lives on heartbeats and times out without them', async () => {
    const machine = only(asking({ HeartbeatSeconds: 60 }));
    await machine.start();

    await machine.pass(50 * SECOND);
    await machine.sfn.call('SendTaskHeartbeat', { taskToken: tokenOf(machine) });
    await machine.pass(50 * SECOND);
    expect(machine.execution().status).toBe('RUNNING');
    await machine.pass(20 * SECOND);

    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });
});
