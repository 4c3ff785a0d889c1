import type { Activity } from '../activity.ts';
import type { Clock } from '../clock.ts';
import type { LocalServer } from '../local-server.ts';
import type { Resources } from './call-resource.ts';
import type { Definition } from './definition.ts';
import { type Execution, endExecution, type Outcome } from './execution.ts';
import { listen } from './listen.ts';
import { createOperations } from './operations.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { runExecution } from './run-execution.ts';
import { StepFunctionsError } from './step-functions-error.ts';
import { createTaskTokens } from './task-tokens.ts';

export interface StepFunctionsOptions extends Resources {
  /** By ARN. */
  machines: Record<string, Definition>;
  clock: Clock;
  activity: Activity;
  /** Whether a fresh execution is to be missing from this answer, as at AWS for about its first second. */
  lags?: () => boolean;
}

export interface StepFunctions {
  /** @throws StepFunctionsError named as the API names its errors */
  call(operation: string, input: unknown): Promise<unknown>;
  /** Serves the API of Step Functions over HTTP; resolves to its address. */
  listen(port?: number): Promise<string>;
  /** Aborts what still runs and stops listening; no timer is left. */
  close(): Promise<void>;
  /** Every execution since the start, oldest first, for tests and the control page. */
  executions(): ExecutionReport[];
  /** How often each operation was called. */
  readonly requests: Record<string, number>;
}

export interface ExecutionReport {
  name: string;
  executionArn: string;
  status: Outcome['status'];
  input: unknown;
  /** Names in order, once per visit whatever the number of attempts. */
  statesEntered: string[];
  error: string | undefined;
  cause: string | undefined;
}

/**
 * Step Functions on this machine: runs Standard workflows as AWS does, on our clock.
 *
 * Functions and service calls count as activity; waiting for a time or a token does not. Between the two a workflow
 * moves within one turn of the event loop, so `activity.settled()` means that nothing moves.
 *
 * @throws Error when a definition needs what is not supported here, see `refuseUnsupported`
 */
export function createStepFunctions({
  machines,
  clock,
  lags = () => false,
  ...options
}: StepFunctionsOptions): StepFunctions {
  for (const [arn, definition] of Object.entries(machines)) refuseUnsupported(arn, definition);

  const surroundings = { clock, resources: trackResources(options), tokens: createTaskTokens() };
  const executions = new Map<string, Execution>();
  const run = (execution: Execution, definition: Definition) => runExecution(execution, definition, surroundings);
  const operations = createOperations({ ...surroundings, machines, executions, run, lags });
  const requests: Record<string, number> = {};
  const call: StepFunctions['call'] = async (name, input) => {
    const operation = findOperation(operations, name);
    requests[name] = (requests[name] ?? 0) + 1;
    return operation(input);
  };

  const servers: LocalServer[] = [];
  return {
    call,
    requests,
    async listen(port = 0) {
      const server = await listen(call, port);
      servers.push(server);
      return server.origin;
    },
    async close() {
      for (const execution of executions.values()) endExecution(execution, { status: 'ABORTED' }, clock);
      await Promise.all(servers.splice(0).map((server) => server.close()));
    },
    executions: () => [...executions.values()].map(report),
  };
}

function trackResources({ activity, invokeFunction, callService }: Omit<StepFunctionsOptions, 'machines' | 'clock'>) {
  return {
    invokeFunction: (arn: string, payload: unknown) => activity.track(invokeFunction(arn, payload)),
    callService: (service: string, action: string, parameters: unknown) =>
      activity.track(callService(service, action, parameters)),
  };
}

function findOperation(operations: ReturnType<typeof createOperations>, name: string) {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw new StepFunctionsError('UnknownOperationException', `Unknown operation: ${name}`);
  return operation;
}

function report({ name, executionArn, outcome, input, statesEntered }: Execution): ExecutionReport {
  const { status, error, cause } = outcome;
  return { name, executionArn, status, input: JSON.parse(input), statesEntered: [...statesEntered], error, cause };
}
