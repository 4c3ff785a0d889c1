import { isDeepStrictEqual } from 'node:util';
import type { ExecutionState, Workflow, WorkflowInput } from '#shared/ports/workflow';

/** A workflow service that remembers what it was asked and waits with the tokens a test gives it. */
export interface FakeWorkflow extends Workflow {
  /** `<activation id>.<generation>` → its state; what is not in here nobody has heard of. */
  readonly executions: Map<string, Exclude<ExecutionState, 'unknown'>>;
  readonly inputs: Map<string, WorkflowInput>;
  /** Tokens somebody waits with. */
  readonly waiting: Set<string>;
  /** What was asked that changed something, oldest first: `start act_1.1`, `succeed token` … */
  readonly calls: string[];
  /** Executions whose state was asked for, oldest first. */
  readonly described: string[];
  /** Whether executions that run are not told of yet, as in their first second. */
  isLate: boolean;
}

export function createFakeWorkflow(): FakeWorkflow {
  const executions: FakeWorkflow['executions'] = new Map();
  const inputs: FakeWorkflow['inputs'] = new Map();
  const waiting = new Set<string>();
  const calls: string[] = [];
  const described: string[] = [];
  const nameOf = (id: string, generation: number) => `${id}.${generation}`;
  const fake: FakeWorkflow = {
    isLate: false,
    executions,
    inputs,
    waiting,
    calls,
    described,
    async start(id, generation, input) {
      const name = nameOf(id, generation);
      if (executions.has(name)) return executions.get(name) === 'running' && isDeepStrictEqual(inputs.get(name), input);
      calls.push(`start ${name}`);
      executions.set(name, 'running');
      inputs.set(name, input);
      return true;
    },
    async state(id, generation) {
      described.push(nameOf(id, generation));
      const state = executions.get(nameOf(id, generation)) ?? 'unknown';
      return fake.isLate && state === 'running' ? 'unknown' : state;
    },
    async stop(id, generation) {
      const name = nameOf(id, generation);
      const state = executions.get(name);
      if (state !== 'running') return state !== undefined;
      calls.push(`stop ${name}`);
      executions.set(name, 'ended');
      return true;
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
  return fake;
}
