import { type Activation, isFinal } from '#shared/domain/activation';
import { isWaiting } from '#shared/domain/open-approval';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { closeUndecided } from '#shared/use-cases/close-undecided';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { grantAccess, NotGranted } from '#shared/use-cases/grant-access';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { type MailEvent, tellPeople } from '#shared/use-cases/tell-people';
import { GrantMayStillLand } from '#shared/use-cases/withdraw-access';
import type { World } from '#test/support/world';
import type { Scene } from './people-act.ts';

const OUTAGE = 'The provider is out.';

/** One state of the workflow of an activation, as its definition would enter it now. */
export async function runWorkflow(world: World, activation: Activation, isOlder = false): Promise<void> {
  const now = world.now();
  const { id, generation, status } = activation;
  const execution = { activationId: id, generation: isOlder ? generation - 1 : generation };
  if (status === 'pending_approval')
    return now < activation.approval.deadline ? undefined : closeUndecided(execution, world);
  if (status === 'approved' && now < (activation.startsAt ?? '')) return;
  if (status === 'approved' || status === 'provisioning') return hold(world, execution);
  if (status === 'active' && now < activation.endsAt && !isOlder) return;
  await orTriedAgain(() => revokeAccess(execution, world));
}

/** Whatever is not a grant leads to revoking, but for what is worth waiting for. */
async function hold(world: World, execution: { activationId: string; generation: number }): Promise<void> {
  const { activationId, generation } = execution;
  try {
    await grantAccess({ ...execution, taskToken: `hold-${activationId}.${generation}`, heldSince: world.now() }, world);
  } catch (error) {
    if (!(error instanceof NotGranted) && !isOutage(error)) throw error;
    if (error instanceof NotGranted && error.name !== 'GrantRefused') return;
    await orTriedAgain(() => revokeAccess(execution, world));
  }
}

async function orTriedAgain(attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!isOutage(error) && !(error instanceof GrantMayStillLand)) throw error;
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof Error && error.message === OUTAGE;
}

/** What the stream sets off: workflows are started and stopped, rights that went are worked off. */
export async function dispatch({ world, activations, rows }: Scene): Promise<void> {
  for (const { id } of rows.filter(({ entity }) => entity === 'ending')) await endNextPage(String(id), world);
  for (const activation of activations.filter((one) => !isFinal(one))) await advanceWorkflow(activation.id, world);
}

/** Lets the execution that counts stop, as somebody at the console might. */
export function stopWorkflow({ workflow }: World, { id, generation }: Activation): void {
  const name = `${id}.${generation}`;
  if (workflow.executions.has(name)) workflow.executions.set(name, 'ended');
}

/** Writes to the approvers of what waits. */
export async function tell({ world, activations }: Scene): Promise<void> {
  for (const { id, status } of activations.filter(isWaiting)) {
    const type = status === 'active' ? 'activation.extension_requested' : 'activation.requested';
    const event = (await world.activations.listEvents(id)).findLast((one) => one.type === type);
    if (event) await tellPeople({ ...event, type } satisfies MailEvent, world);
  }
}

/** The provider fails the next so many times, before or after the effect. */
export function breakProvider({ accessProvider }: World, place: 'before' | 'after', times: number): void {
  let left = times;
  accessProvider[place] = () => {
    if (left <= 0) return;
    left -= 1;
    throw new Error(OUTAGE);
  };
}

export async function sweepOnce(world: World): Promise<void> {
  const { failures } = await sweep(world);
  for (const { error } of failures) if (!isOutage(error)) throw error;
}
