import { type Activation, isFinal } from '#shared/domain/activation';
import { dispatcher } from '#shared/domain/audit-event';
import { earliest, latest, minutesBetween, plusMinutes } from '#shared/domain/instant';
import { taskTokenExpiry } from '#shared/domain/task-token';
import type { Ports } from '#shared/ports';
import type { WorkflowInput } from '#shared/ports/workflow';

type Needs = Pick<Ports, 'activations' | 'taskTokens' | 'workflow' | 'now'>;

/** After so many executions something is wrong that another one will not mend; the sweeper still ends everything. */
const MOST_GENERATIONS = 25;

/**
 * Brings the workflow to where the table says it should be: starts, resumes or stops it, whatever is missing.
 *
 * It looks at the state and not at what changed, so it may be called twice, late, or for a decision that was faster
 * than the workflow's token.
 */
export async function advanceWorkflow(activationId: string, needs: Needs): Promise<void> {
  const activation = await needs.activations.find(activationId);
  if (!activation) return;
  if (isFinal(activation)) return release(activation, needs);
  switch (activation.status) {
    case 'pending_approval':
      return ensureRunning(activation, needs);
    case 'approved':
      return (await resume(activation, 'approval', needs)) ? undefined : ensureRunning(activation, needs);
    case 'revoking':
      return (await resume(activation, 'hold', needs)) ? undefined : ensureRunning(activation, needs);
    case 'active':
      await ensureRunning(activation, needs);
      return stopOlder(activation, needs);
    case 'provisioning':
      return ensureRunning(activation, needs);
  }
}

async function resume(
  activation: Activation,
  kind: 'approval' | 'hold',
  { taskTokens, workflow }: Needs,
): Promise<boolean> {
  const token = await taskTokens.find(activation.id, kind);
  return token?.generation === activation.generation && workflow.succeed(token.token);
}

/** Lets an execution go that waits for something that will never come. */
async function release(activation: Activation, { taskTokens, workflow }: Needs): Promise<void> {
  if (activation.status === 'ended') return;
  const token = await taskTokens.find(activation.id, 'approval');
  const current = token?.generation === activation.generation ? token.token : undefined;
  if (current !== undefined && (await workflow.fail(current, 'NotApproved', activation.status))) return;
  if (activation.status === 'cancelled')
    await workflow.stop(activation.id, activation.generation, 'The request was cancelled.');
}

/**
 * Starts before it asks, because only a start says for certain whether the name is free: what an execution is doing is
 * told late (a fresh one does not exist yet) and seldom (10 to 15 times a second). Of a name that is taken, nothing but
 * an execution that has ended calls for the next.
 */
async function ensureRunning(activation: Activation, needs: Needs): Promise<void> {
  const { workflow } = needs;
  const { id, generation } = activation;
  if (await workflow.start(id, generation, inputOf(activation, needs.now()))) return;
  if ((await workflow.state(id, generation)) === 'ended') await startNextGeneration(activation, needs);
}

/** Lets the execution go that waits for an end that was moved; one that is left behind is refused by its number. */
async function stopOlder({ id, generation }: Activation, { workflow }: Needs): Promise<void> {
  for (let older = generation - 1; older > 0; older -= 1)
    if (await workflow.stop(id, older, 'A newer execution has taken over.')) return;
}

/** The older execution, should it still live, is refused by its number from here on. */
async function startNextGeneration(activation: Activation, { activations, workflow, now }: Needs): Promise<void> {
  if (activation.generation >= MOST_GENERATIONS)
    throw new Error(`Activation ${activation.id} has had ${MOST_GENERATIONS} executions; the sweeper takes over.`);
  const next = { ...activation, generation: activation.generation + 1, revision: activation.revision + 1 };
  const details = { generation: next.generation };
  await activations.replace(next, activation, { type: 'activation.workflow_restarted', actor: dispatcher, details });
  await workflow.start(next.id, next.generation, inputOf(next, now()));
}

/** The times the workflow waits for, from what is stored; never less than a second, because the service refuses zero. */
function inputOf(activation: Activation, now: string): WorkflowInput {
  const { id, generation, requestedAt, startsAt = requestedAt } = activation;
  const asked = activation.status === 'pending_approval';
  const deadline = asked ? activation.approval.deadline : requestedAt;
  const from = generation === 1 ? requestedAt : now;
  return {
    activationId: id,
    generation,
    needsApproval: asked,
    approvalSeconds: secondsBetween(from, deadline),
    startsAt,
    // Looked at again while it waits, it is asked for in the same words: so the service takes it for the same start.
    holdSeconds: holdSeconds(activation, asked ? from : now),
    tokenExpiresAtSeconds: taskTokenExpiry(from),
  };
}

function holdSeconds(activation: Activation, now: string): number {
  if ('endsAt' in activation) return secondsBetween(now, activation.endsAt);
  const start = latest(now, activation.startsAt);
  return secondsBetween(start, earliest(plusMinutes(start, activation.durationMinutes), activation.eligibility.endsAt));
}

function secondsBetween(from: string, to: string): number {
  return Math.max(1, Math.ceil(minutesBetween(from, to) * 60));
}
