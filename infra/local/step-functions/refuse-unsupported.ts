import { isTaskResource, waitsForToken } from './call-resource.ts';
import type { Definition, State } from './definition.ts';

const STATE_TYPES = new Set(['Task', 'Wait', 'Choice', 'Pass', 'Succeed', 'Fail']);

/**
 * Refuses a state machine that would run differently here than on AWS, so that nobody tests against a wrong promise.
 *
 * @throws Error naming the machine, the state and what is not supported
 */
export function refuseUnsupported(stateMachineArn: string, definition: Definition): void {
  const complaints = [
    ...(isJsonata(definition) ? ['is written in JSONata; only JSONPath runs here'] : []),
    ...Object.entries(definition.States).flatMap(([name, state]) => complain(state).map((text) => `"${name}" ${text}`)),
  ];
  if (complaints.length > 0) throw new Error(`${stateMachineArn} cannot run here: ${complaints.join('; ')}`);
}

function complain(state: State): string[] {
  const text = JSON.stringify(state);
  const usesToken = text.includes('$$.Task');
  return [
    ...(STATE_TYPES.has(state.Type) ? [] : [`is a ${state.Type} state`]),
    ...(isJsonata(state) ? ['is written in JSONata; only JSONPath runs here'] : []),
    ...('Assign' in state ? ['assigns variables'] : []),
    ...(text.includes('$$.State.RetryCount') ? ['reads $$.State.RetryCount'] : []),
    ...(state.Type === 'Task' && !isTaskResource(state.Resource) ? [`calls ${state.Resource}`] : []),
    ...(usesToken && !waitsForToken(state.Resource) ? ['reads a task token but does not wait for it'] : []),
  ];
}

function isJsonata(document: { [field: string]: unknown }): boolean {
  return (document.QueryLanguage ?? 'JSONPath') !== 'JSONPath';
}
