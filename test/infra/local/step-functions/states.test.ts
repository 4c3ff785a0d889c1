import { afterEach, describe, expect, it } from 'vitest';
import type { ChoiceRule, Definition, State } from '#infra/local/step-functions/definition';
import { chain, closeStages, DAY, functionArn, HOUR, MACHINE, MINUTE, SECOND, type Stage, stage } from './stage.ts';

afterEach(closeStages);

async function outputOf(machine: Stage, input: unknown, name?: string) {
  const { output, error } = await machine.describe(await machine.start(input, name));
  return error ?? JSON.parse(output ?? 'null');
}

describe('a wait', () => {
  const wait = (rest: Partial<State>) => chain({ Wait: { Type: 'Wait', ...rest } });

  it.each([
    ['Seconds', { Seconds: 7200 }],
    ['SecondsPath', { SecondsPath: '$.seconds' }],
    ['TimestampPath', { TimestampPath: '$.at' }],
  ])('by %s lasts as long as it says and hands its input on', async (_, rest) => {
    const machine = stage(wait(rest));
    const input = { seconds: 7200, at: new Date(machine.clock.now() + 2 * HOUR).toISOString() };
    const arn = await machine.start(input);

    await machine.pass(2 * HOUR - MINUTE);
    expect(machine.execution().status).toBe('RUNNING');
    await machine.pass(2 * MINUTE);

    expect(JSON.parse((await machine.describe(arn)).output ?? '')).toEqual(input);
  });

  it.each([
    ['an instant in the past', { TimestampPath: '$.at' }, { at: '2001-02-03T04:05:06+02:00' }],
    ['zero seconds', { SecondsPath: '$.seconds' }, { seconds: 0 }],
  ])('for %s is over at once', async (_, rest, input) => {
    const machine = stage(wait(rest));

    await machine.start(input);

    expect(machine.execution().status).toBe('SUCCEEDED');
  });

  it.each([
    ['a missing path', { TimestampPath: '$.missing' }],
    ['a day without a time', { TimestampPath: '$.day' }],
    ['half a second', { SecondsPath: '$.half' }],
    ['a negative number', { SecondsPath: '$.negative' }],
  ])('for %s fails with States.Runtime', async (_, rest) => {
    const machine = stage(wait(rest));

    expect(await outputOf(machine, { day: '2030-01-01', half: 0.5, negative: -1 })).toBe('States.Runtime');
  });

  it('ends in the order of starting when several end at the same instant', async () => {
    const definition = chain({
      Wait: { Type: 'Wait', TimestampPath: '$.at' },
      Tell: { Type: 'Task', Resource: functionArn('tell') },
    });
    const machine = stage(definition);
    const at = new Date(machine.clock.now() + HOUR).toISOString();
    for (const who of ['ada', 'grace', 'mallory']) await machine.start({ at, who });

    await machine.pass(2 * HOUR);

    expect(machine.calls.map(({ given }) => given.who)).toEqual(['ada', 'grace', 'mallory']);
  });
});

describe('a choice', () => {
  const choose = (rule: ChoiceRule): Definition => ({
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: 'yes', End: true },
      No: { Type: 'Pass', Result: 'no', End: true },
    },
  });

  it.each<[string, ChoiceRule, unknown, string]>([
    [
      'a later instant',
      { Variable: '$.at', TimestampGreaterThanPath: '$$.State.EnteredTime' },
      { at: '2999-01-01T00:00:00Z' },
      'yes',
    ],
    [
      'an earlier instant',
      { Variable: '$.at', TimestampGreaterThanPath: '$$.Execution.StartTime' },
      { at: '2020-01-01T00:00:00Z' },
      'no',
    ],
    ['a present field', { Variable: '$.at', IsPresent: true }, { at: 1 }, 'yes'],
    ['an absent field', { Variable: '$.at', IsPresent: false }, {}, 'yes'],
    ['a present field asked to be absent', { Not: { Variable: '$.at', IsPresent: false } }, {}, 'no'],
    [
      'both of two',
      {
        And: [
          { Variable: '$.a', IsPresent: true },
          { Variable: '$.a', NumericEquals: 1 },
        ],
      },
      { a: 1 },
      'yes',
    ],
    ['false', { Variable: '$.a', BooleanEquals: false }, { a: false }, 'yes'],
    ['a missing variable', { Variable: '$.a', BooleanEquals: false }, {}, 'States.Runtime'],
  ])('on %s', async (_, rule, input, expected) => {
    expect(await outputOf(stage(choose(rule)), input)).toBe(expected);
  });

  it('compares with the time of the clock, not of the machine', async () => {
    const machine = stage(choose({ Variable: '$.at', TimestampGreaterThanPath: '$$.State.EnteredTime' }));
    const at = new Date(machine.clock.now() + DAY).toISOString();

    expect(await outputOf(machine, { at })).toBe('yes');
    await machine.pass(2 * DAY);
    expect(await outputOf(machine, { at })).toBe('no');
  });
});

describe('the context object', () => {
  it('tells the execution, its start and the state, in parameters and in States.Format', async () => {
    const machine = stage(
      chain({
        Wait: { Type: 'Wait', Seconds: 3600 },
        Tell: {
          Type: 'Pass',
          Parameters: {
            'execution.$': '$$.Execution.Name',
            'input.$': '$$.Execution.Input.n',
            'state.$': '$$.State.Name',
            'machine.$': '$$.StateMachine.Id',
            'startedAt.$': '$$.Execution.StartTime',
            'enteredAt.$': '$$.State.EnteredTime',
            'text.$': "States.Format('{} #{}', $$.Execution.Name, $.n)",
          },
        },
      }),
    );
    await machine.pass(10 * DAY);
    const startedAt = machine.clock.now();
    const arn = await machine.start({ n: 7 }, 'act_1.1');
    await machine.pass(HOUR + SECOND);

    const told = JSON.parse((await machine.describe(arn)).output ?? '');
    expect(told).toMatchObject({ execution: 'act_1.1', input: 7, state: 'Tell', machine: MACHINE, text: 'act_1.1 #7' });
    expect(Date.parse(told.startedAt) - startedAt).toBeLessThan(MINUTE);
    expect(Math.floor((Date.parse(told.enteredAt) - Date.parse(told.startedAt)) / SECOND)).toBe(3600);
  });
});

describe('a state machine', () => {
  it('puts a whole result in place of the input where ResultPath is "$"', async () => {
    expect(
      await outputOf(stage(chain({ Set: { Type: 'Pass', Result: { b: 2 }, ResultPath: '$' } })), { a: 1 }),
    ).toEqual({
      b: 2,
    });
  });

  it('fails with the error and cause of its Fail state', async () => {
    const machine = stage(chain({ Stop: { Type: 'Fail', Error: 'Broken', Cause: 'by design' } }));

    await machine.start();

    expect(machine.execution()).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'by design' });
  });

  it('times out as a whole', async () => {
    const machine = stage({ ...chain({ Wait: { Type: 'Wait', Seconds: 7200 } }), TimeoutSeconds: 3600 });
    await machine.start();

    await machine.pass(HOUR + SECOND);

    expect(machine.execution().status).toBe('TIMED_OUT');
  });

  it.each<[string, Definition]>([
    ['JSONata', { ...chain({ A: { Type: 'Pass' } }), QueryLanguage: 'JSONata' }],
    ['JSONata', chain({ A: { Type: 'Pass', QueryLanguage: 'JSONata' } })],
    ['a Map state', chain({ A: { Type: 'Map' } })],
    ['assigns variables', chain({ A: { Type: 'Pass', Assign: { x: 1 } } })],
    [
      'calls arn:aws:states:::sqs:sendMessage',
      chain({ A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' } }),
    ],
    [
      'does not wait for it',
      chain({ A: { Type: 'Task', Resource: functionArn('f'), Parameters: { 't.$': '$$.Task.Token' } } }),
    ],
  ])('is refused when it needs what cannot run here: %s', (complaint, definition) => {
    expect(() => stage(definition)).toThrow(complaint);
  });
});
