import { afterEach } from 'vitest';
import { createWorld, type World } from './world.ts';

export type OpenWorld = () => Promise<World>;

/** Gives each test worlds of its own and closes them after it. */
export function useWorlds(endpoint?: string): OpenWorld {
  const open: World[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((world) => world.close()));
  });
  return async () => {
    const world = await createWorld(endpoint);
    open.push(world);
    return world;
  };
}
