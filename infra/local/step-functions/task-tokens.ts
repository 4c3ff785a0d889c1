import { randomUUID } from 'node:crypto';
import { StepFunctionsError } from './step-functions-error.ts';
import type { TaskFailure } from './task-failure.ts';

/** What a task that waits for its token can be told. */
export interface WaitingTask {
  succeed(output: unknown): void;
  fail(failure: TaskFailure): void;
  beat(): void;
}

export interface TaskTokens {
  issue(task: WaitingTask): string;
  /** The task no longer waits: its token is spent. */
  spend(token: string): void;
  /** @throws StepFunctionsError TaskTimedOut (its task no longer waits) | InvalidToken (never issued) */
  find(token: string): WaitingTask;
}

export function createTaskTokens(): TaskTokens {
  const waiting = new Map<string, WaitingTask>();
  const spent = new Set<string>();
  return {
    issue(task) {
      const token = randomUUID();
      waiting.set(token, task);
      return token;
    },
    spend(token) {
      waiting.delete(token);
      spent.add(token);
    },
    find(token) {
      const task = waiting.get(token);
      if (task) return task;
      if (spent.has(token)) {
        throw new StepFunctionsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
      }
      throw new StepFunctionsError('InvalidToken', "Invalid Token: 'Invalid token'");
    },
  };
}
