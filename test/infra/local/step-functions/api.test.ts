import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chain, functionArn, HOUR, MACHINE, type Stage, stage } from './stage.ts';

const waiting = chain({
  Ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: functionArn('ask'), Payload: { 'token.$': '$$.Task.Token' } },
    TimeoutSeconds: 3600,
  },
});

let on: Stage;
let client: SFNClient;
beforeEach(async () => {
  on = stage(waiting);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SFNClient({ region: 'eu-central-1', endpoint: await on.sfn.listen(), credentials, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await on.sfn.close();
});

const start = (input: string | undefined, name?: string) =>
  client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input }));
const firstToken = () => String(on.calls[0]?.given.token);

describe('starting an execution over HTTP', () => {
  it('again with the same name and input answers the same while it runs', async () => {
    const first = await start('{"a":1}', 'act_1.1');
    const second = await start('{"a":1}', 'act_1.1');

    expect(second.executionArn).toBe(first.executionArn);
    expect(second.startDate).toEqual(first.startDate);
    expect(on.calls).toHaveLength(1);
  });

  it('again with another input is refused', async () => {
    await start('{"a":1}', 'act_1.1');

    await expect(start('{"a":2}', 'act_1.1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('again after its end is refused', async () => {
    const { executionArn } = await start('{}', 'act_1.1');
    await client.send(new StopExecutionCommand({ executionArn }));

    await expect(start('{}', 'act_1.1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('again is possible when a thousand newer ones have ended: the oldest are forgotten, but none that runs', async () => {
    const running = await on.start({}, 'act_running');
    const ended = await on.start({}, 'act_ended');
    await on.sfn.call('StopExecution', { executionArn: ended });
    for (let number = 1; number < 1000; number += 1) {
      const { executionArn } = Object(await on.sfn.call('StartExecution', { stateMachineArn: MACHINE }));
      await on.sfn.call('StopExecution', { executionArn });
    }

    await expect(on.describe(ended)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    expect(await on.describe(running)).toMatchObject({ status: 'RUNNING' });
    expect(on.sfn.executions()).toHaveLength(1000);
  });

  it('without a name gets one of its own each time', async () => {
    expect((await start('{}')).executionArn).not.toBe((await start('{}')).executionArn);
  });

  it.each([
    ['InvalidExecutionInput', 'not JSON', undefined],
    ['ValidationException', JSON.stringify('é'.repeat(131_072)), undefined],
    ['InvalidName', '{}', 'two words'],
    ['InvalidName', '{}', 'x'.repeat(81)],
  ])('is refused with %s', async (error, input, name) => {
    await expect(start(input, name)).rejects.toMatchObject({ name: error });
    expect(on.sfn.executions()).toEqual([]);
  });

  it('takes an input of exactly 256 KiB', async () => {
    await expect(start(JSON.stringify('x'.repeat(262_142)))).resolves.toBeDefined();
  });

  it('of an unknown machine is refused', async () => {
    const unknown = client.send(new StartExecutionCommand({ stateMachineArn: `${MACHINE}2` }));

    await expect(unknown).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});

describe('an execution that has just been started', () => {
  it('does not exist yet for who asks within its first second, while told to; its name is taken all the same', async () => {
    const late = stage(waiting, undefined, () => true);
    onTestFinished(late.sfn.close);
    const executionArn = await late.start({}, 'act_1.1');
    await late.pass(500);

    await expect(late.describe(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(late.start({ other: 1 }, 'act_1.1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await late.pass(600);

    expect(await late.describe(executionArn)).toMatchObject({ status: 'RUNNING' });
    expect(late.sfn.requests).toEqual({ StartExecution: 2, DescribeExecution: 2 });
  });
});

describe('answering a task over HTTP', () => {
  it('with success ends the execution with that output', async () => {
    const { executionArn } = await start('{}');

    await client.send(new SendTaskHeartbeatCommand({ taskToken: firstToken() }));
    await client.send(new SendTaskSuccessCommand({ taskToken: firstToken(), output: '{"ok":true}' }));

    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      input: '{}',
      output: '{"ok":true}',
      startDate: expect.any(Date),
    });
    expect(described.stopDate).toBeInstanceOf(Date);
  });

  it('with failure fails the execution with that error', async () => {
    const { executionArn } = await start('{}');

    await client.send(new SendTaskFailureCommand({ taskToken: firstToken(), error: 'Denied', cause: 'no' }));

    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'FAILED', error: 'Denied', cause: 'no' });
  });

  it('after its timeout is refused with TaskTimedOut', async () => {
    await start('{}');
    await on.pass(2 * HOUR);

    const late = client.send(new SendTaskSuccessCommand({ taskToken: firstToken(), output: '{}' }));

    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('that never was is refused with InvalidToken', async () => {
    const unknown = client.send(new SendTaskFailureCommand({ taskToken: 'never' }));

    await expect(unknown).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('with an output that is no JSON is refused, and the task goes on waiting', async () => {
    await start('{}');

    const broken = client.send(new SendTaskSuccessCommand({ taskToken: firstToken(), output: 'broken' }));

    await expect(broken).rejects.toMatchObject({ name: 'InvalidOutput' });
    expect(on.execution().status).toBe('RUNNING');
  });
});

describe('asking about executions over HTTP', () => {
  it('lists them newest first, by status', async () => {
    const { executionArn } = await start('{}', 'first');
    await start('{}', 'second');
    await client.send(new StopExecutionCommand({ executionArn }));

    const all = await client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));
    expect(all.executions?.map(({ name }) => name)).toEqual(['second', 'first']);
    const stopped = await client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, statusFilter: 'ABORTED' }));
    expect(stopped.executions).toMatchObject([{ name: 'first', stopDate: expect.any(Date) }]);
  });

  it('lists the state machines', async () => {
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));

    expect(stateMachines).toMatchObject([{ stateMachineArn: MACHINE, name: 'activation', type: 'STANDARD' }]);
  });

  it.each([DescribeExecutionCommand, StopExecutionCommand])('refuses what does not exist: %s', async (Command) => {
    const unknown = client.send(new (Command as typeof DescribeExecutionCommand)({ executionArn: 'arn:none' }));

    await expect(unknown).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  it('stops a stopped execution again without changing it', async () => {
    const { executionArn } = await start('{}');

    const first = await client.send(new StopExecutionCommand({ executionArn, cause: 'first' }));
    const second = await client.send(new StopExecutionCommand({ executionArn, cause: 'second' }));

    expect(second.stopDate).toEqual(first.stopDate);
    expect(on.execution().cause).toBe('first');
  });
});

it('closing aborts what runs and leaves no timer behind that would keep the process alive', async () => {
  const program = fileURLToPath(new URL('close-and-exit.ts', import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 20_000 });

  expect(stdout).toBe('RUNNING, then ABORTED');
});
