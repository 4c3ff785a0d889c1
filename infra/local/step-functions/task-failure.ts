/** How a task failed, as Retry and Catch see it: `name` is their Error, `message` their Cause. */
export class TaskFailure extends Error {
  /** Read by aws-local-stepfunctions too: false ends the execution whatever the state catches. */
  readonly isCatchable: boolean;

  constructor(name: string, cause: string, { isCatchable = true } = {}) {
    super(cause);
    this.name = name;
    this.isCatchable = isCatchable;
  }
}

/** The definition and its data do not fit (missing path, impossible time): no Retry and no Catch sees it. */
export function statesRuntime(cause: string): TaskFailure {
  return new TaskFailure('States.Runtime', cause, { isCatchable: false });
}

/** Whether a retrier's or catcher's `ErrorEquals` names the failure. States.TaskFailed is everything but a timeout. */
export function namesFailure(errorEquals: string[], failure: TaskFailure): boolean {
  if (!failure.isCatchable) return false;
  return errorEquals.some(
    (name) =>
      name === failure.name ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && failure.name !== 'States.Timeout'),
  );
}
