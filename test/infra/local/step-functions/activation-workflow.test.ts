import aslValidator from 'asl-validator';
import { afterEach, describe, expect, it } from 'vitest';
import { activationDefinition, approvalToken, calledFunctions, holdToken, input } from './activation-definition.ts';
import { type Call, closeStages, DAY, HOUR, MINUTE, named, SECOND, stage } from './stage.ts';

afterEach(closeStages);

const activation = (play?: (call: Call) => unknown) => stage(activationDefinition, play);
describe('an activation workflow', () => {
  it('is a valid state machine', () => {
    expect(aslValidator(activationDefinition).isValid).toBe(true);
  });

  it('holds access after the approval and revokes it at its end', async () => {
    const machine = activation();
    await machine.start(input(), 'act_1.1');
    expect(machine.calls).toMatchObject([
      {
        to: 'dynamodb:updateItem',
        given: {
          Key: { pk: { S: 'ACTIVATION#act_1' }, sk: { S: 'APPROVAL_TOKEN' } },
          ExpressionAttributeValues: { ':execution': { S: 'act_1.1' } },
        },
      },
    ]);

    await machine.pass(10 * MINUTE);
    await machine.sfn.call('SendTaskSuccess', { taskToken: approvalToken(machine), output: '{}' });
    await machine.activity.settled();
    expect(machine.calls[1]).toMatchObject({
      to: 'grant-access',
      given: { activationId: 'act_1', execution: 'act_1.1' },
    });

    await machine.pass(8 * HOUR - MINUTE);
    expect(calledFunctions(machine)).toEqual(['grant-access']);
    await machine.pass(2 * MINUTE);
    expect(calledFunctions(machine)).toEqual(['grant-access', 'revoke-access']);
    expect(machine.execution()).toMatchObject({
      status: 'SUCCEEDED',
      statesEntered: ['Needs approval?', 'Wait for approval', 'Wait for start', 'Hold access', 'Revoke access'],
    });
  });

  it('ends without granting when it is denied', async () => {
    const machine = activation();
    await machine.start(input());

    await machine.sfn.call('SendTaskFailure', {
      taskToken: approvalToken(machine),
      error: 'Denied',
      cause: 'not today',
    });
    await machine.activity.settled();

    expect(calledFunctions(machine)).toEqual([]);
    expect(machine.execution()).toMatchObject({
      status: 'SUCCEEDED',
      statesEntered: ['Needs approval?', 'Wait for approval', 'Denied'],
    });
  });

  it('closes as undecided when nobody decides within the window of its input', async () => {
    const machine = activation();
    await machine.start(input());

    await machine.pass(HOUR - MINUTE);
    expect(machine.execution().status).toBe('RUNNING');
    await machine.pass(2 * MINUTE);

    expect(calledFunctions(machine)).toEqual(['close-undecided']);
    expect(machine.execution()).toMatchObject({
      status: 'SUCCEEDED',
      statesEntered: ['Needs approval?', 'Wait for approval', 'Close undecided'],
    });
  });

  it('goes on when the approval came in the last second', async () => {
    const machine = activation(({ to }) => {
      if (to === 'close-undecided') throw named('AlreadyApproved');
    });
    await machine.start(input());

    await machine.pass(HOUR + SECOND);

    expect(machine.execution().statesEntered.slice(2)).toEqual(['Close undecided', 'Wait for start', 'Hold access']);
  });

  it('revokes early when the hold token succeeds', async () => {
    const machine = activation();
    await machine.start(input({ needsApproval: false }));

    await machine.pass(HOUR);
    await machine.sfn.call('SendTaskSuccess', { taskToken: holdToken(machine), output: '{}' });
    await machine.activity.settled();

    expect(calledFunctions(machine)).toEqual(['grant-access', 'revoke-access']);
    expect(machine.execution().statesEntered).toEqual(['Needs approval?', 'Hold access', 'Revoke access']);
  });

  it('revokes at once when granting fails', async () => {
    const machine = activation(({ to }) => {
      if (to === 'grant-access') throw named('ProviderRefused');
    });

    await machine.start(input({ needsApproval: false }));

    expect(machine.execution()).toMatchObject({
      status: 'SUCCEEDED',
      statesEntered: expect.arrayContaining(['Revoke access']),
    });
  });

  it('keeps trying to revoke with growing pauses', async () => {
    const failures = 15;
    const machine = activation(({ to }) => {
      if (to === 'revoke-access' && calledFunctions(machine).length - 1 <= failures) throw named('ProviderDown');
    });
    await machine.start(input({ needsApproval: false, holdSeconds: 60 }));

    await machine.pass(DAY);

    const times = machine.calls.filter(({ to }) => to === 'revoke-access').map(({ at }) => at);
    const pauses = times.slice(1).map((at, i) => Math.floor((at - (times[i] ?? 0)) / SECOND));
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600, 3600]);
    expect(machine.execution()).toMatchObject({
      status: 'SUCCEEDED',
      statesEntered: expect.objectContaining({ length: 3 }),
    });
  });

  it('holds for 72 hours', async () => {
    const machine = activation();
    await machine.start(input({ needsApproval: false, holdSeconds: 72 * 3600 }));

    await machine.pass(72 * HOUR - MINUTE);
    expect(machine.execution().status).toBe('RUNNING');
    await machine.pass(2 * MINUTE);

    expect(machine.execution().status).toBe('SUCCEEDED');
  });

  it('waits 30 days for its start, longer than a timer of Node can', async () => {
    const machine = activation();
    const startsAt = new Date(machine.clock.now() + 30 * DAY).toISOString();
    await machine.start(input({ needsApproval: false, startsAt, holdSeconds: 40 * 24 * 3600 }));

    await machine.pass(30 * DAY - MINUTE);
    expect(machine.execution().statesEntered).toEqual(['Needs approval?', 'Wait for start']);
    await machine.pass(2 * MINUTE);
    const grant = machine.calls[0];
    expect(grant?.to).toBe('grant-access');
    expect(Date.parse(String(grant?.given.enteredAt)) - Date.parse(startsAt)).toBeLessThan(MINUTE);

    await machine.pass(39 * DAY);
    expect(machine.execution().status).toBe('RUNNING');
    await machine.pass(DAY);
    expect(machine.execution().status).toBe('SUCCEEDED');
  });

  it('dies where it waits when it is stopped', async () => {
    const machine = activation();
    const executionArn = await machine.start(input());

    await machine.sfn.call('StopExecution', { executionArn, error: 'Cancelled', cause: 'by ada' });
    await machine.pass(2 * HOUR);

    expect(machine.execution()).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by ada' });
    expect(calledFunctions(machine)).toEqual([]);
    const late = machine.sfn.call('SendTaskSuccess', { taskToken: approvalToken(machine), output: '{}' });
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it.each(['approvalSeconds', 'holdSeconds'])(
    'fails past every catch when %s is no positive integer',
    async (field) => {
      const machine = activation();

      await machine.start(input({ needsApproval: field === 'approvalSeconds', [field]: 0 }));

      expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
      expect(machine.calls).toEqual([]);
    },
  );

  it('fails past every catch when its input lacks a timeout', async () => {
    const machine = activation();

    await machine.start(input({ needsApproval: false, holdSeconds: undefined }));

    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
