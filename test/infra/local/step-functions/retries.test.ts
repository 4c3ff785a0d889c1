import { afterEach, describe, expect, it } from 'vitest';
import { asking, only, task, tokenOf } from './only-task.ts';
import { closeStages, HOUR, named, SECOND, type Stage } from './stage.ts';

afterEach(closeStages);

const secondsBetween = ({ calls }: Stage) =>
  calls.slice(1).map(({ at }, i) => Math.floor((at - (calls[i]?.at ?? 0)) / SECOND));

describe('a retry', () => {
  it('pauses on the clock, longer each time up to the maximum, and gives up after its attempts', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 60, MaxAttempts: 4 }];
    const machine = only(task({ Retry }), () => {
      throw named('Busy');
    });

    await machine.start();
    await machine.pass(HOUR);

    expect(secondsBetween(machine)).toEqual([10, 30, 60, 60]);
    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'Busy', statesEntered: ['Only'] });
  });

  it('happens three times, after 1, 2 and 4 seconds, unless told otherwise', async () => {
    const machine = only(task({ Retry: [{ ErrorEquals: ['States.ALL'] }] }), () => {
      throw named('Busy');
    });

    await machine.start();
    await machine.pass(HOUR);

    expect(secondsBetween(machine)).toEqual([1, 2, 4]);
  });

  it('is counted for each retrier, the first that names the error deciding', async () => {
    const errors = ['Busy', 'Odd', 'Busy', 'Busy'];
    const Retry = [
      { ErrorEquals: ['Busy'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 7, MaxAttempts: 1 },
    ];
    const machine = only(task({ Retry }), () => {
      throw named(errors[machine.calls.length - 1] ?? 'Unexpected');
    });

    await machine.start();
    await machine.pass(HOUR);

    expect(secondsBetween(machine)).toEqual([5, 7, 5]);
    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  it('gives each attempt its own timeout and token, and keeps the time of entering', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 30, MaxAttempts: 1 }];
    const machine = only(asking({ TimeoutSeconds: 60, Retry }));
    await machine.start();

    await machine.pass(100 * SECOND);

    expect(machine.calls).toHaveLength(2);
    expect(tokenOf(machine, 1)).not.toBe(tokenOf(machine, 0));
    expect(machine.calls[1]?.given.at).toBe(machine.calls[0]?.given.at);
    const toTheFirst = machine.sfn.call('SendTaskSuccess', { taskToken: tokenOf(machine, 0), output: '{}' });
    await expect(toTheFirst).rejects.toMatchObject({ name: 'TaskTimedOut' });

    await machine.pass(40 * SECOND);
    expect(machine.execution().status).toBe('RUNNING');
    await machine.sfn.call('SendTaskSuccess', { taskToken: tokenOf(machine, 1), output: '{}' });
    await machine.activity.settled();
    expect(machine.execution().status).toBe('SUCCEEDED');
  });

  it('does not come after a stop', async () => {
    const machine = only(task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }] }), () => {
      throw named('Busy');
    });
    const executionArn = await machine.start();

    await machine.sfn.call('StopExecution', { executionArn });
    await machine.pass(HOUR);

    expect(machine.calls).toHaveLength(1);
    expect(machine.execution().status).toBe('ABORTED');
  });
});
