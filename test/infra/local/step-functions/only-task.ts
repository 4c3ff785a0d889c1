import type { State } from '#infra/local/step-functions/definition';
import { type Call, functionArn, type Stage, stage } from './stage.ts';

/** A machine of one task, "Only", and a state "Caught" for its Catch to lead to. */
export function only(state: State, play?: (call: Call) => unknown): Stage {
  return stage(
    { StartAt: 'Only', States: { Only: { ...state, End: true }, Caught: { Type: 'Pass', End: true } } },
    play,
  );
}

/** A task that calls the function "work". */
export const task = (rest: Partial<State> = {}): State => ({ Type: 'Task', Resource: functionArn('work'), ...rest });

/** A task that hands its token to the function "ask" and waits for it. */
export const asking = (rest: Partial<State> = {}): State =>
  task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: {
      FunctionName: functionArn('ask'),
      Payload: { 'token.$': '$$.Task.Token', 'at.$': '$$.State.EnteredTime' },
    },
    ...rest,
  });

/** The token that the given attempt handed over. */
export const tokenOf = ({ calls }: Stage, attempt = 0) => String(calls[attempt]?.given.token);
