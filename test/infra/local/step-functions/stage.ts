import { type Activity, createActivity } from '#infra/local/activity';
import { type Clock, createClock } from '#infra/local/clock';
import type { Definition, State } from '#infra/local/step-functions/definition';
import { createStepFunctions, type StepFunctions } from '#infra/local/step-functions/step-functions';

export const MACHINE = 'arn:aws:states:eu-central-1:000000000000:stateMachine:activation';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Stage {
  sfn: StepFunctions;
  clock: Clock;
  activity: Activity;
  /** What functions and services were called with, oldest first. */
  calls: Call[];
  /** Starts an execution and waits until nothing moves; answers its ARN. */
  start(input?: unknown, name?: string): Promise<string>;
  /** Moves the clock on, waking everything in between. */
  pass(milliseconds: number): Promise<void>;
  /** The only execution, as it stands. */
  execution(): ReturnType<StepFunctions['executions']>[number];
  describe(executionArn: string): Promise<{ status: string; output?: string; error?: string; cause?: string }>;
}

export interface Call {
  /** Last part of a function's ARN, or "service:action". */
  to: string;
  given: Record<string, unknown>;
  at: number;
}

const open: StepFunctions[] = [];

/** For `afterEach`. */
export async function closeStages(): Promise<void> {
  await Promise.all(open.splice(0).map((sfn) => sfn.close()));
}

/** A machine with functions and services played by `play`, which may throw; what it returns is the answer. */
export function stage(definition: Definition, play: (call: Call) => unknown = () => null, lags = () => false): Stage {
  const clock = createClock();
  const activity = createActivity();
  const calls: Call[] = [];
  const record = async (to: string, given: unknown) => {
    const call = { to, given: given as Call['given'], at: clock.now() };
    calls.push(call);
    return play(call);
  };
  const sfn = createStepFunctions({
    machines: { [MACHINE]: definition },
    clock,
    activity,
    lags,
    invokeFunction: (arn, payload) => record(arn.split(':').at(-1) ?? arn, payload),
    callService: (service, action, parameters) => record(`${service}:${action}`, parameters),
  });
  open.push(sfn);
  return {
    sfn,
    clock,
    activity,
    calls,
    async start(input = {}, name) {
      const started = await sfn.call('StartExecution', {
        stateMachineArn: MACHINE,
        name,
        input: JSON.stringify(input),
      });
      await activity.settled();
      return (started as { executionArn: string }).executionArn;
    },
    pass: (milliseconds) => clock.advance(milliseconds, activity.settled),
    execution() {
      const [only, ...others] = sfn.executions();
      if (!only || others.length > 0) throw new Error('there is not exactly one execution');
      return only;
    },
    describe: async (executionArn) => (await sfn.call('DescribeExecution', { executionArn })) as never,
  };
}

/** A machine of the given states in their order, each leading to the next and the last one ending. */
export function chain(states: Record<string, State>): Definition {
  const names = Object.keys(states);
  const linked = Object.entries(states).map(([name, state], i) => {
    const next = names[i + 1];
    return [name, next ? { ...state, Next: next } : { ...state, End: true }];
  });
  return { StartAt: names[0] ?? '', States: Object.fromEntries(linked) };
}

export const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;

/** Fails as functions and services fail: with an Error of this name. */
export function named(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}
