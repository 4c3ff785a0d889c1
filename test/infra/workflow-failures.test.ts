import { afterEach, describe, expect, it } from 'vitest';
import { closeStages, DAY, HOUR, MINUTE, named } from '#test/infra/local/step-functions/stage';
import { input, statesOf, workflow } from './played-workflow.ts';

afterEach(closeStages);

const SUCCEEDED = { status: 'SUCCEEDED' };

describe('a yes in the last moment', () => {
  it('found when the request is about to be closed goes on to the grant', async () => {
    const running = workflow({
      'close-undecided': () => {
        throw named('AlreadyApproved');
      },
    });
    await running.start(input());

    await running.pass(DAY + 9 * HOUR);

    expect(running.called()).toEqual(['dynamodb:updateItem', 'close-undecided', 'grant-access', 'revoke-access']);
    expect(running.execution()).toMatchObject(SUCCEEDED);
  });

  it('that meets the closing is looked at again', async () => {
    const running = workflow({
      'close-undecided': (attempt) => {
        throw named(attempt === 1 ? 'Stale' : 'AlreadyApproved');
      },
    });
    await running.start(input());

    await running.pass(DAY + MINUTE);

    expect(running.called()).toEqual(['dynamodb:updateItem', 'close-undecided', 'close-undecided', 'grant-access']);
  });
});

describe('granting', () => {
  it.each(['GrantRefused', 'TypeError', 'Sandbox.Timedout', 'Lambda.Unknown'])(
    'that fails with %s leads to revoking, once and at once',
    async (name) => {
      const running = workflow({
        'grant-access': () => {
          throw named(name);
        },
      });

      await running.start(input({ needsApproval: false }));

      expect(running.called()).toEqual(['grant-access', 'revoke-access']);
      expect(running.execution()).toMatchObject(SUCCEEDED);
    },
  );

  it.each(['EntitlementBeingWithdrawn', 'SweeperSilent', 'NotAnnouncedYet', 'Lambda.TooManyRequestsException'])(
    'that fails twice with %s is tried again, with the hold beginning when it first did',
    async (name) => {
      const running = workflow({
        'grant-access': (attempt) => {
          if (attempt <= 2) throw named(name);
        },
      });
      await running.start(input({ needsApproval: false }));

      await running.pass(10 * MINUTE);
      const grants = running.calls.map(({ given }) => given);
      await running.pass(8 * HOUR);

      expect(grants).toHaveLength(3);
      expect(new Set(grants.map(({ heldSince }) => heldSince)).size).toBe(1);
      expect(new Set(grants.map(({ taskToken }) => taskToken)).size).toBe(3);
      expect(running.called().at(-1)).toBe('revoke-access');
      expect(statesOf(running)).toHaveLength(3);
    },
  );

  it('of break-glass is tried every two seconds until people were told, for longer than the minute it waits', async () => {
    const running = workflow({
      'grant-access': () => {
        if (running.clock.now() < announced) throw named('NotAnnouncedYet');
      },
    });
    const announced = running.clock.now() + 61_000;
    await running.start(input({ needsApproval: false }));

    await running.pass(MINUTE);
    const during = running.called().at(-1);
    await running.pass(4_000);

    expect(during).toBe('grant-access');
    expect(running.called().filter((name) => name === 'grant-access').length).toBeGreaterThan(30);
    expect(running.execution().status).toBe('RUNNING');
    expect(statesOf(running)).toEqual(['Needs approval?', 'Hold access']);
  });

  it('that is superseded by a newer generation is left to it', async () => {
    const running = workflow({
      'grant-access': () => {
        throw named('GrantRefused', 'A newer execution has taken over.');
      },
    });

    await running.start(input({ needsApproval: false, generation: 2 }), 'act_1.2');

    expect(running.calls.map(({ given }) => given.generation)).toEqual([2, 2]);
    expect(running.execution()).toMatchObject(SUCCEEDED);
  });
});

describe('waiting for the approval', () => {
  it('is over at once for an execution that a newer one has replaced', async () => {
    const running = workflow({
      'dynamodb:updateItem': () => {
        throw named('ConditionalCheckFailedException');
      },
    });

    await running.start(input());

    expect(running.called()).toEqual(['dynamodb:updateItem']);
    expect(running.execution()).toMatchObject(SUCCEEDED);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for approval', 'Not approved']);
  });

  it.each(['TransactionConflictException', 'ThrottlingException', 'InternalServerError'])(
    'survives that the token cannot be stored three times (%s)',
    async (name) => {
      const running = workflow({
        'dynamodb:updateItem': (attempt) => {
          if (attempt <= 3) throw named(name);
        },
      });
      await running.start(input());

      await running.pass(MINUTE);

      expect(running.called()).toEqual(Array(4).fill('dynamodb:updateItem'));
      expect(running.execution().status).toBe('RUNNING');
    },
  );
});

describe('revoking', () => {
  it('that fails for two hours is tried until it works (T-37)', async () => {
    const running = workflow({
      'revoke-access': () => {
        if (running.clock.now() < worksFrom) throw named('StillGranted');
      },
    });
    const worksFrom = running.clock.now() + 10 * HOUR;
    await running.start(input({ needsApproval: false, holdSeconds: 8 * 3600 }));

    await running.pass(10 * HOUR - MINUTE);
    const during = running.execution().status;
    await running.pass(20 * MINUTE);

    expect(during).toBe('RUNNING');
    expect(running.called().filter((name) => name === 'revoke-access').length).toBeGreaterThan(10);
    expect(running.execution()).toMatchObject(SUCCEEDED);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Hold access', 'Revoke access']);
  });

  it('that never works is given up after about a day, loudly', async () => {
    const running = workflow({
      'revoke-access': () => {
        throw named('StillGranted');
      },
    });
    await running.start(input({ needsApproval: false, holdSeconds: 60 }));

    await running.pass(23 * HOUR);
    const during = running.execution().status;
    await running.pass(2 * HOUR);

    expect(during).toBe('RUNNING');
    expect(running.execution()).toMatchObject({ status: 'FAILED', error: 'StillGranted' });
  });
});
