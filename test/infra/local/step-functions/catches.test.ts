import { afterEach, describe, expect, it } from 'vitest';
import type { State } from '#infra/local/step-functions/definition';
import { asking, only, task, tokenOf } from './only-task.ts';
import { closeStages, HOUR, MINUTE, named } from './stage.ts';

afterEach(closeStages);

const update: State = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem', Parameters: {} };

describe('a catch', () => {
  const catching = (...ErrorEquals: string[]) => ({ Catch: [{ ErrorEquals, ResultPath: '$.error', Next: 'Caught' }] });

  it.each([
    ['its own name', 'Broken', true],
    ['States.ALL', 'States.ALL', true],
    ['States.TaskFailed', 'States.TaskFailed', true],
    ['another name', 'Whole', false],
    ['States.Timeout', 'States.Timeout', false],
  ])('of %s sees a failed function: %s → %s', async (_, name, caught) => {
    const machine = only(task(catching(name)), () => {
      throw named('Broken');
    });

    await machine.start();

    expect(machine.execution().statesEntered).toEqual(caught ? ['Only', 'Caught'] : ['Only']);
  });

  it.each([
    ['States.Timeout', true],
    ['States.ALL', true],
    ['States.TaskFailed', false],
  ])('of %s sees a timeout: %s', async (name, caught) => {
    const machine = only(asking({ TimeoutSeconds: 60, ...catching(name) }));
    await machine.start();

    await machine.pass(2 * MINUTE);

    expect(machine.execution().statesEntered).toEqual(caught ? ['Only', 'Caught'] : ['Only']);
  });

  it('puts error and cause where its ResultPath says', async () => {
    const machine = only(asking(catching('Denied')));
    const arn = await machine.start({ id: 1 });

    await machine.sfn.call('SendTaskFailure', { taskToken: tokenOf(machine), error: 'Denied', cause: 'not today' });
    await machine.activity.settled();

    const { output } = await machine.describe(arn);
    expect(JSON.parse(output ?? '')).toEqual({ id: 1, error: { Error: 'Denied', Cause: 'not today' } });
  });

  it('never sees States.Runtime', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }];
    const machine = only(
      task({ Parameters: { 'id.$': '$.missing' }, Retry, ...catching('States.ALL', 'States.Runtime') }),
    );

    await machine.start();
    await machine.pass(HOUR);

    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'States.Runtime', statesEntered: ['Only'] });
  });

  it.each([
    ['ConditionalCheckFailedException', 'DynamoDb.ConditionalCheckFailedException'],
    ['TransactionConflictException', 'DynamoDb.TransactionConflictException'],
    ['InternalServerError', 'DynamoDb.InternalServerErrorException'],
    ['ValidationException', 'DynamoDb.DynamoDbException'],
  ])('sees %s of a service as %s', async (thrown, name) => {
    const machine = only({ ...update, ...catching(name) }, () => {
      throw named(thrown, 'no');
    });

    await machine.start();

    expect(machine.execution().statesEntered).toEqual(['Only', 'Caught']);
  });
});
