import type { Catcher, ChoiceRule, Definition, State } from './definition.ts';

/** Stands in the parameters for the token, which every attempt mints anew. */
export const TOKEN_PLACEHOLDER = '\u0000task token\u0000';

// The longest a timer can be (24.8 days): the library's own timeout is never the one that fires in practice.
const LONGEST_TIMER_SECONDS = 2_147_483;

/**
 * Rewrites a state machine so that aws-local-stepfunctions 3.0.0 runs it as AWS does, with time and tasks in our hands.
 *
 * Its waits and timeouts know neither our clock nor more than 24.8 days, a task without timeout ends after 60 s,
 * TimeoutSecondsPath is looked up in the parameters, retries pause in real time: so every Wait and Task becomes a
 * task of ours, given its input, parameters and times. The library keeps the paths, choices, catches and moves.
 *
 * @param enter called each time a state is entered: the library reads a state from the definition exactly then
 */
export function adaptDefinition(definition: Definition, enter: (name: string, adapted: State) => void): Definition {
  const States: Record<string, State> = {};
  for (const name of Object.keys(definition.States)) {
    const get = () => {
      const adapted = adaptState(definition.States[name] ?? { Type: 'Fail' });
      enter(name, adapted);
      return adapted;
    };
    Object.defineProperty(States, name, { enumerable: true, get });
  }
  return { StartAt: definition.StartAt, States };
}

function adaptState(original: State): State {
  // The library always overwrites $$.Execution.StartTime with the machine's time.
  const state: State = JSON.parse(JSON.stringify(original).replace(/\$\$\.Execution\b/g, () => '$$.Run'));
  replaceWholeResult(state);
  if (state.Catch) for (const catcher of state.Catch) replaceWholeResult(catcher);
  if (state.Choices) state.Choices = state.Choices.map(adaptChoice);
  if (state.Type === 'Task') return adaptTask(state);
  if (state.Type === 'Wait') return adaptWait(state);
  return state;
}

function adaptTask({ Retry, TimeoutSecondsPath, HeartbeatSeconds, HeartbeatSecondsPath, ...state }: State): State {
  return {
    ...state,
    TimeoutSeconds: LONGEST_TIMER_SECONDS,
    Parameters: {
      'input.$': '$',
      ...either('timeoutSeconds', state.TimeoutSeconds, TimeoutSecondsPath),
      ...either('heartbeatSeconds', HeartbeatSeconds, HeartbeatSecondsPath),
      ...('Parameters' in state ? { parameters: state.Parameters } : {}),
    },
  };
}

function adaptWait({ Seconds, SecondsPath, Timestamp, TimestampPath, ...state }: State): State {
  return {
    ...state,
    Type: 'Task',
    TimeoutSeconds: LONGEST_TIMER_SECONDS,
    Parameters: {
      'input.$': '$',
      ...either('seconds', Seconds, SecondsPath),
      ...either('timestamp', Timestamp, TimestampPath),
    },
  };
}

function either(field: string, value: unknown, path: unknown): Record<string, unknown> {
  if (path !== undefined) return { [`${field}.$`]: path };
  return value === undefined ? {} : { [field]: value };
}

/** The library takes the ResultPath "$" for a field's name; without one it puts the result in the input's place too. */
function replaceWholeResult(target: State | Catcher): void {
  if (target.ResultPath === '$') delete target.ResultPath;
}

/** The library never finds a type test that asks for false, like IsPresent. */
function adaptChoice(rule: ChoiceRule): ChoiceRule {
  const { Next, ...test } = rule;
  const next = Next === undefined ? {} : { Next };
  if (rule.And) return { ...rule, And: rule.And.map(adaptChoice) };
  if (rule.Or) return { ...rule, Or: rule.Or.map(adaptChoice) };
  if (rule.Not) return { ...rule, Not: adaptChoice(rule.Not) };

  const denied = Object.keys(test).find((key) => key.startsWith('Is') && test[key] === false);
  return denied ? { Not: { ...test, [denied]: true }, ...next } : rule;
}
