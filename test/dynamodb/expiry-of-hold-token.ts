import type { World } from '#test/support/world';

/** Epoch seconds. */
export async function expiryOfHoldToken(world: World): Promise<unknown> {
  return (await world.exportTable()).find(({ entity, kind }) => entity === 'task_token' && kind === 'hold')?.expiresAt;
}
