import { ExecutionError, type RunOptions, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Clock } from '../clock.ts';
import { adaptDefinition, TOKEN_PLACEHOLDER } from './adapt-definition.ts';
import type { Resources } from './call-resource.ts';
import type { Definition, State } from './definition.ts';
import { type Execution, endExecution } from './execution.ts';
import { runTask, type TaskInput } from './run-task.ts';
import { runWait, type WaitInput } from './run-wait.ts';
import { namesFailure, TaskFailure } from './task-failure.ts';
import type { TaskTokens } from './task-tokens.ts';

interface Surroundings {
  clock: Clock;
  resources: Resources;
  tokens: TaskTokens;
}

type Handlers = NonNullable<NonNullable<RunOptions['overrides']>['taskResourceLocalHandlers']>;

/** Sets an execution going; it ends by itself or by `endExecution`. */
export function runExecution(execution: Execution, definition: Definition, surroundings: Surroundings): void {
  const { clock } = surroundings;
  const ended = execution.ending.signal;
  if (definition.TimeoutSeconds !== undefined) {
    const timeOut = () => endExecution(execution, { status: 'TIMED_OUT' }, clock);
    ended.addEventListener('abort', clock.at(clock.now() + definition.TimeoutSeconds * 1000, timeOut), { once: true });
  }

  const run = runStates(execution, definition, surroundings);
  // Once: the library's log of the run is as large as all else and must not live as long as the execution's record.
  ended.addEventListener('abort', run.abort, { once: true });
  run.result.then(
    (output) => endExecution(execution, { status: 'SUCCEEDED', output }, clock),
    (error) => endExecution(execution, { status: 'FAILED', ...errorAndCause(error) }, clock),
  );
}

function runStates(execution: Execution, definition: Definition, surroundings: Surroundings) {
  const ended = execution.ending.signal;
  const context = contextOf(execution);
  const entered = new Map<string, State>();
  const adapted = adaptDefinition(definition, (name, state) => {
    if (ended.aborted) return;
    execution.statesEntered.push(name);
    entered.set(name, state);
    Object.assign(context.State, { Name: name, EnteredTime: isoInstant(surroundings.clock.now()) });
  });

  const handlers = handlersFor(definition, entered, { ...surroundings, ended });
  const machine = new StateMachine(adapted as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  return machine.run(JSON.parse(execution.input), { overrides: { taskResourceLocalHandlers: handlers }, context });
}

function handlersFor(
  { States }: Definition,
  entered: Map<string, State>,
  surroundings: Surroundings & { ended: AbortSignal },
): Handlers {
  const handlers: Record<string, (given: TaskInput & WaitInput) => Promise<unknown>> = {};
  for (const [name, state] of Object.entries(States)) {
    if (state.Type === 'Wait') handlers[name] = (given) => runWait(given, surroundings.clock, surroundings.ended);
    if (state.Type === 'Task') {
      handlers[name] = (given) =>
        runTask(state, given, surroundings).catch((failure) => {
          pickCatcher(entered.get(name), failure);
          throw failure;
        });
    }
  }
  return handlers as unknown as Handlers;
}

/** Leaves the library only the catcher that names the failure: its own choice takes a timeout for States.TaskFailed. */
function pickCatcher(state: State | undefined, failure: unknown): void {
  if (!state?.Catch || !(failure instanceof TaskFailure)) return;
  const catcher = state.Catch.find(({ ErrorEquals }) => namesFailure(ErrorEquals, failure));
  state.Catch = catcher ? [{ ...catcher, ErrorEquals: [failure.name] }] : [];
}

function contextOf({ executionArn, name, input, startedAt, stateMachineArn }: Execution) {
  return {
    // The library fills $$.Execution itself, so the adapted definition reads $$.Run.
    Run: { Id: executionArn, Name: name, Input: JSON.parse(input), StartTime: isoInstant(startedAt) },
    StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').at(-1) },
    State: { Name: '', EnteredTime: '' },
    Task: { Token: TOKEN_PLACEHOLDER },
  };
}

function errorAndCause(error: unknown) {
  const failure = error instanceof ExecutionError ? error.cause : error;
  return failure instanceof Error ? { error: failure.name, cause: failure.message } : { cause: String(failure) };
}

function isoInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
