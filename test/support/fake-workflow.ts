import type { ExecutionState, Workflow, WorkflowInput } from '#shared/ports/workflow';

/** A workflow service that remembers what it was asked and waits with the tokens a test gives it. */
export interface FakeWorkflow extends Workflow {
  /** `<activation id>.<generation>` → its state; what is not in here nobody has heard of. */
  readonly executions: Map<string, Exclude<ExecutionState, 'unknown'>>;
  readonly inputs: Map<string, WorkflowInput>;
  /** Tokens somebody waits with. */
  readonly waiting: Set<string>;
  /** What was asked that changes something, oldest first: `start act_1.1`, `succeed token` … */
  readonly calls: string[];
}

export function createFakeWorkflow(): FakeWorkflow {
  const executions: FakeWorkflow['executions'] = new Map();
  const inputs: FakeWorkflow['inputs'] = new Map();
  const waiting = new Set<string>();
  const calls: string[] = [];
  const nameOf = (id: string, generation: number) => `${id}.${generation}`;
  return {
    executions,
    inputs,
    waiting,
    calls,
    async start(id, generation, input) {
      const name = nameOf(id, generation);
      calls.push(`start ${name}`);
      if (executions.has(name)) return false;
      executions.set(name, 'running');
      inputs.set(name, input);
      return true;
    },
    state: async (id, generation) => executions.get(nameOf(id, generation)) ?? 'unknown',
    async stop(id, generation) {
      calls.push(`stop ${nameOf(id, generation)}`);
      executions.set(nameOf(id, generation), 'ended');
    },
    async succeed(token) {
      calls.push(`succeed ${token}`);
      return waiting.delete(token);
    },
    async fail(token, error) {
      calls.push(`fail ${token} ${error}`);
      return waiting.delete(token);
    },
  };
}
