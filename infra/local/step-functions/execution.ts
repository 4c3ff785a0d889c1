import type { Clock } from '../clock.ts';
import { statesRuntime } from './task-failure.ts';

/** One run of a state machine; times are milliseconds since the epoch. */
export interface Execution {
  readonly name: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  /** The JSON text it was started with. */
  readonly input: string;
  readonly startedAt: number;
  /** Names in order, once per visit whatever the number of attempts. */
  readonly statesEntered: string[];
  /** Aborted at the end: whatever still waits for a time or a token gives up. */
  readonly ending: AbortController;
  outcome: Outcome;
  endedAt?: number;
}

export interface Outcome {
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
}

export function createExecution(stateMachineArn: string, name: string, input: string, clock: Clock): Execution {
  return {
    name,
    executionArn: executionArnOf(stateMachineArn, name),
    stateMachineArn,
    input,
    startedAt: clock.now(),
    statesEntered: [],
    ending: new AbortController(),
    outcome: { status: 'RUNNING' },
  };
}

export function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** The first outcome stands; what still waits gives up. */
export function endExecution(execution: Execution, outcome: Outcome, clock: Clock): void {
  if (execution.outcome.status !== 'RUNNING') return;
  execution.outcome = outcome;
  execution.endedAt = clock.now();
  execution.ending.abort(statesRuntime('The execution has ended'));
}
