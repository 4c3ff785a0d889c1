import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import type { Definition } from '#infra/local/step-functions/definition';
import { readTemplate } from '#infra/local/template';
import {
  type Call,
  closeStages,
  DAY,
  HOUR,
  MINUTE,
  named,
  SECOND,
  type Stage,
  stage,
} from '#test/infra/local/step-functions/stage';
import { TEST_BUILD } from '#test/support/build-once';

afterEach(closeStages);

const template = readTemplate(TEST_BUILD, 'Lapse', { attributes: { 'Custom::LinkKeys.Keys': () => '{}' } });
const [machine] = template.all('AWS::StepFunctions::StateMachine', v.object({ DefinitionString: v.string() }));
const functions = template.all('AWS::Lambda::Function', v.object({ Description: v.optional(v.string(), '') }));
const definition: Definition = JSON.parse(machine?.properties.DefinitionString ?? '');

/** `workflow/grant-access` for the call of a function, the service's action for another. */
function nameOf({ to }: Call): string {
  const found = functions.find(({ arn }) => arn.endsWith(`:${to}`));
  return found ? found.properties.Description.replace('functions/workflow/', '') : to;
}

type Play = Readonly<Record<string, (attempt: number) => unknown>>;

/** The synthesized workflow with functions played; each is told which attempt of it this is, from 1. */
function workflow(play: Play = {}) {
  const attempts = new Map<string, number>();
  const running = stage(definition, (call) => {
    const name = nameOf(call);
    attempts.set(name, (attempts.get(name) ?? 0) + 1);
    return play[name]?.(attempts.get(name) ?? 0) ?? null;
  });
  return { ...running, called: () => running.calls.map(nameOf) };
}

const input = (changes: object = {}) => ({
  activationId: 'act_1',
  generation: 1,
  needsApproval: true,
  approvalSeconds: 24 * 3600,
  startsAt: '2020-01-01T00:00:00.000Z',
  holdSeconds: 8 * 3600,
  ...changes,
});

const statesOf = (running: Stage) => running.execution().statesEntered;

/** What dispatch does with the token that the approval stored. */
async function answerApproval(running: Stage, operation: 'SendTaskSuccess' | 'SendTaskFailure', rest: object) {
  const values = running.calls[0]?.given.ExpressionAttributeValues;
  await running.sfn.call(operation, { taskToken: Object(values)[':taskToken'].S, ...rest });
  await running.activity.settled();
}
const approve = (running: Stage) => answerApproval(running, 'SendTaskSuccess', { output: '{}' });
const close = (running: Stage) => answerApproval(running, 'SendTaskFailure', { error: 'NotApproved', cause: 'denied' });

async function endEarly(running: Stage) {
  const grant = running.calls.find((call) => nameOf(call) === 'grant-access');
  await running.sfn.call('SendTaskSuccess', { taskToken: grant?.given.taskToken, output: '{}' });
  await running.activity.settled();
}

const SUCCEEDED = { status: 'SUCCEEDED' };
const WHOLE_WAY = ['Needs approval?', 'Wait for approval', 'Wait for start', 'Hold access', 'Revoke access'];

describe('an approved activation', () => {
  it('that runs to its end enters 5 states, and is granted and revoked once', async () => {
    const running = workflow();
    await running.start(input());

    await running.pass(HOUR);
    await approve(running);
    await running.pass(8 * HOUR - MINUTE);
    const before = running.called();
    await running.pass(2 * MINUTE);

    expect(before).toEqual(['dynamodb:updateItem', 'grant-access']);
    expect(running.called()).toEqual([...before, 'revoke-access']);
    expect(running.execution()).toMatchObject({ ...SUCCEEDED, statesEntered: WHOLE_WAY });
  });

  it('that ends early enters 5 states, and is revoked at once', async () => {
    const running = workflow();
    await running.start(input());
    await approve(running);

    await running.pass(HOUR);
    await endEarly(running);

    expect(running.called().at(-1)).toBe('revoke-access');
    expect(running.execution()).toMatchObject({ ...SUCCEEDED, statesEntered: WHOLE_WAY });
  });

  it('with a start in the future waits for it, and holds from then on', async () => {
    const running = workflow();
    const startsAt = new Date(running.clock.now() + 3 * DAY).toISOString();
    await running.start(input({ startsAt }));
    await approve(running);

    await running.pass(3 * DAY - MINUTE);
    const before = running.called();
    await running.pass(2 * MINUTE);

    expect(before).toEqual(['dynamodb:updateItem']);
    const { heldSince } = running.calls[1]?.given ?? {};
    expect(Math.abs(Date.parse(String(heldSince)) - Date.parse(startsAt))).toBeLessThan(SECOND);
    expect(statesOf(running)).toEqual(WHOLE_WAY.slice(0, 4));
  });
});

describe('an activation without approval', () => {
  it('that starts now enters 3 states', async () => {
    const running = workflow();
    await running.start(input({ needsApproval: false }));

    await running.pass(8 * HOUR + SECOND);

    expect(running.called()).toEqual(['grant-access', 'revoke-access']);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Hold access', 'Revoke access']);
  });

  it('that starts later enters 4', async () => {
    const running = workflow();
    const startsAt = new Date(running.clock.now() + DAY).toISOString();
    await running.start(input({ needsApproval: false, startsAt }));

    await running.pass(DAY - MINUTE);
    const before = running.called();
    await running.pass(8 * HOUR + 2 * MINUTE);

    expect(before).toEqual([]);
    expect(running.execution()).toMatchObject(SUCCEEDED);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for start', 'Hold access', 'Revoke access']);
  });
});

describe('a request that is not approved', () => {
  it.each(['denied', 'cancelled while it was pending'])(
    'because it was %s enters 3 states and calls nothing',
    async () => {
      const running = workflow();
      await running.start(input());

      await close(running);

      expect(running.called()).toEqual(['dynamodb:updateItem']);
      expect(running.execution()).toMatchObject(SUCCEEDED);
      expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for approval', 'Not approved']);
    },
  );

  it('because nobody decided in time enters 3 states', async () => {
    const running = workflow();
    await running.start(input());

    await running.pass(DAY - MINUTE);
    const before = running.called();
    await running.pass(2 * MINUTE);

    expect(before).toEqual(['dynamodb:updateItem']);
    expect(running.called()).toEqual(['dynamodb:updateItem', 'close-undecided']);
    expect(running.execution()).toMatchObject(SUCCEEDED);
    expect(statesOf(running)).toEqual(['Needs approval?', 'Wait for approval', 'Close undecided']);
  });
});

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

  it.each(['EntitlementBeingWithdrawn', 'SweeperSilent', 'Lambda.TooManyRequestsException'])(
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
