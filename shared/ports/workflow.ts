import type { Activation } from '#shared/domain/activation';

export interface TaskTokens {
  find(activationId: string, kind: 'approval' | 'hold'): Promise<{ token: string; generation: number } | undefined>;
  /** Stores the token of a new generation while the activation is still the one expected. @throws Stale */
  keepHoldToken(activation: Activation, token: string): Promise<void>;
}

export type ExecutionState = 'running' | 'ended' | 'unknown';

/** The workflow service: one execution per activation and generation. */
export interface Workflow {
  /** @returns false when an execution of that name exists already; asked for in the same words while it runs, it is the same start */
  start(activationId: string, generation: number, input: WorkflowInput): Promise<boolean>;
  /** Late by a second or so, and few times a second: a fresh execution may be `unknown`. */
  state(activationId: string, generation: number): Promise<ExecutionState>;
  /** Ends an execution if it still runs. @returns false when nobody has heard of it */
  stop(activationId: string, generation: number, cause: string): Promise<boolean>;
  /** @returns false when nobody waits with this token any more */
  succeed(taskToken: string): Promise<boolean>;
  /** @returns false when nobody waits with this token any more */
  fail(taskToken: string, error: 'NotApproved', cause: string): Promise<boolean>;
}

/** Input of the workflow: the id and the times it needs, nothing that tomorrow's code reads differently. */
export interface WorkflowInput {
  readonly activationId: string;
  readonly generation: number;
  readonly needsApproval: boolean;
  /** Whole seconds, at least 1. */
  readonly approvalSeconds: number;
  readonly startsAt: string;
  /** Whole seconds, at least 1. */
  readonly holdSeconds: number;
  /** When the table may clean the approval's token away, in seconds since 1970. */
  readonly tokenExpiresAtSeconds: number;
}
