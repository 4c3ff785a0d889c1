import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '#shared/ports/workflow';

/** The workflow in AWS Step Functions; an execution is named `<activation id>.<generation>`. */
export function stepFunctionsWorkflow(client: SFNClient, stateMachineArn: string): Workflow {
  const nameOf = (activationId: string, generation: number) => `${activationId}.${generation}`;
  const arnOf = (activationId: string, generation: number) =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${nameOf(activationId, generation)}`;

  return {
    async start(activationId, generation, input) {
      const name = nameOf(activationId, generation);
      return unless(
        [ExecutionAlreadyExists],
        client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) })),
      );
    },
    async state(activationId, generation) {
      try {
        const executionArn = arnOf(activationId, generation);
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING' ? 'running' : 'ended';
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return 'unknown';
        throw error;
      }
    },
    async stop(activationId, generation, cause) {
      const executionArn = arnOf(activationId, generation);
      return unless(
        [ExecutionDoesNotExist],
        client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause })),
      );
    },
    succeed: (taskToken) => unless(GONE, client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))),
    fail: (taskToken, error, cause) =>
      unless(GONE, client.send(new SendTaskFailureCommand({ taskToken, error, cause }))),
  };
}

const GONE = [TaskTimedOut, TaskDoesNotExist, InvalidToken];

/** Whether a call went through, where some refusals only say that somebody else was faster. */
async function unless(
  expected: readonly (abstract new (...args: never[]) => Error)[],
  call: Promise<unknown>,
): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (expected.some((kind) => error instanceof kind)) return false;
    throw error;
  }
}
