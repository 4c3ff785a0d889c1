import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import type { Definition } from './definition.ts';
import { createExecution, type Execution, endExecution, executionArnOf } from './execution.ts';
import { StepFunctionsError } from './step-functions-error.ts';
import { TaskFailure } from './task-failure.ts';
import type { TaskTokens } from './task-tokens.ts';

interface Needs {
  machines: Record<string, Definition>;
  executions: Map<string, Execution>;
  tokens: TaskTokens;
  clock: Clock;
  run(execution: Execution, definition: Definition): void;
  lags(): boolean;
}

// Limits of the API reference. Step Functions measures documents in bytes of UTF-8.
const Document = v.pipe(v.string(), v.maxBytes(262_144, 'Member must have length less than or equal to 262144'));
const StartExecution = v.object({
  stateMachineArn: v.string(),
  name: v.optional(v.string()),
  input: v.optional(Document),
});
const SendTaskSuccess = v.object({ taskToken: v.string(), output: Document });
const ErrorAndCause = {
  error: v.optional(v.pipe(v.string(), v.maxLength(256))),
  cause: v.optional(v.pipe(v.string(), v.maxLength(32_768))),
};
const SendTaskFailure = v.object({ taskToken: v.string(), ...ErrorAndCause });
const SendTaskHeartbeat = v.object({ taskToken: v.string() });
const StopExecution = v.object({ executionArn: v.string(), ...ErrorAndCause });
const DescribeExecution = v.object({ executionArn: v.string() });
const ListExecutions = v.object({ stateMachineArn: v.string(), statusFilter: v.optional(v.string()) });

/** For about so long a fresh execution may be missing from what AWS answers, in milliseconds. */
const LONGEST_LAG = 1000;
/** More only while they run. */
const MOST_EXECUTIONS = 1000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses exactly these in execution names
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/**
 * The operations of the Step Functions API by name, each from its request to its response as they cross the wire
 * (instants are seconds since the epoch).
 *
 * @throws StepFunctionsError named as the API names its errors
 */
export function createOperations(needs: Needs): Record<string, (input: unknown) => unknown> {
  return { ...executionOperations(needs), ...taskOperations(needs), ...listings(needs) };
}

function executionOperations({ machines, executions, clock, run, lags }: Needs) {
  return {
    StartExecution(request: unknown) {
      const { stateMachineArn, name = randomUUID(), input = '{}' } = parse(StartExecution, request);
      const definition = findMachine(machines, stateMachineArn);
      if (!NAME.test(name)) throw new StepFunctionsError('InvalidName', `Invalid Name: '${name}'`);
      parseDocument(input, 'InvalidExecutionInput');

      const earlier = executions.get(executionArnOf(stateMachineArn, name));
      if (earlier) return sameAgain(earlier, input);

      const execution = createExecution(stateMachineArn, name, input, clock);
      executions.set(execution.executionArn, execution);
      forgetOldest(executions);
      run(execution, definition);
      return started(execution);
    },
    StopExecution(request: unknown) {
      const { executionArn, error, cause } = parse(StopExecution, request);
      const execution = findExecution(executions, executionArn);
      endExecution(execution, { status: 'ABORTED', error, cause }, clock);
      return { stopDate: (execution.endedAt ?? 0) / 1000 };
    },
    DescribeExecution(request: unknown) {
      const execution = findExecution(executions, parse(DescribeExecution, request).executionArn);
      if (clock.now() - execution.startedAt < LONGEST_LAG && lags()) throw missing(execution.executionArn);
      const { input, outcome } = execution;
      const { output, error, cause } = outcome;
      return { ...summary(execution), input, output: JSON.stringify(output), error, cause };
    },
  };
}

function taskOperations({ tokens }: Needs) {
  return {
    SendTaskSuccess(request: unknown) {
      const { taskToken, output } = parse(SendTaskSuccess, request);
      const document = parseDocument(output, 'InvalidOutput');
      tokens.find(taskToken).succeed(document);
      return {};
    },
    SendTaskFailure(request: unknown) {
      const { taskToken, error = '', cause = '' } = parse(SendTaskFailure, request);
      tokens.find(taskToken).fail(new TaskFailure(error, cause));
      return {};
    },
    SendTaskHeartbeat(request: unknown) {
      tokens.find(parse(SendTaskHeartbeat, request).taskToken).beat();
      return {};
    },
  };
}

function listings({ machines, executions }: Needs) {
  return {
    ListExecutions(request: unknown) {
      const { stateMachineArn, statusFilter } = parse(ListExecutions, request);
      findMachine(machines, stateMachineArn);
      const listed = [...executions.values()].filter(
        (execution) =>
          execution.stateMachineArn === stateMachineArn &&
          (statusFilter === undefined || execution.outcome.status === statusFilter),
      );
      return { executions: listed.reverse().map(summary) };
    },
    ListStateMachines() {
      const entry = (stateMachineArn: string) => ({
        stateMachineArn,
        name: lastPart(stateMachineArn),
        type: 'STANDARD',
      });
      return { stateMachines: Object.keys(machines).map((arn) => ({ ...entry(arn), creationDate: 0 })) };
    },
  };
}

/** AWS forgets an execution 90 days after its end; here the oldest ones go, so that the stack may run for days. */
function forgetOldest(executions: Map<string, Execution>): void {
  let surplus = executions.size - MOST_EXECUTIONS;
  for (const { executionArn, outcome } of executions.values()) {
    if (surplus <= 0) return;
    if (outcome.status === 'RUNNING') continue;
    executions.delete(executionArn);
    surplus -= 1;
  }
}

/** Starting again what runs already, with the same input, answers the same. */
function sameAgain(earlier: Execution, input: string) {
  if (earlier.outcome.status === 'RUNNING' && earlier.input === input) return started(earlier);
  throw new StepFunctionsError('ExecutionAlreadyExists', `Execution Already Exists: '${earlier.executionArn}'`);
}

function started({ executionArn, startedAt }: Execution) {
  return { executionArn, startDate: startedAt / 1000 };
}

function summary(execution: Execution) {
  const { name, stateMachineArn, outcome, endedAt } = execution;
  const end = endedAt === undefined ? {} : { stopDate: endedAt / 1000 };
  return { ...started(execution), stateMachineArn, name, status: outcome.status, ...end };
}

function findMachine(machines: Record<string, Definition>, arn: string): Definition {
  const definition = machines[arn];
  if (!definition) throw new StepFunctionsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return definition;
}

function findExecution(executions: Map<string, Execution>, arn: string): Execution {
  const execution = executions.get(arn);
  if (!execution) throw missing(arn);
  return execution;
}

function missing(arn: string): StepFunctionsError {
  return new StepFunctionsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

function parse<Output>(schema: v.GenericSchema<unknown, Output>, request: unknown): Output {
  const { success, output, issues } = v.safeParse(schema, request);
  if (success) return output;
  const faults = issues.map(
    (issue) => `Value at '${v.getDotPath(issue)}' failed to satisfy constraint: ${issue.message}`,
  );
  throw new StepFunctionsError('ValidationException', faults.join('; '));
}

function parseDocument(text: string, errorName: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StepFunctionsError(errorName, `${errorName}: the document is not JSON`);
  }
}

function lastPart(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
