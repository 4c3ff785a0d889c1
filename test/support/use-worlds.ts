import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach } from 'vitest';
import { createWorld, type World } from './world.ts';

export type OpenWorld = () => Promise<World>;

/**
 * Gives each test worlds of its own and closes them after it.
 *
 * @param clientOf another engine than the embedded one
 */
export function useWorlds(clientOf?: () => DynamoDBClient): OpenWorld {
  const open: World[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((world) => world.close()));
  });
  return async () => {
    const world = await createWorld(clientOf?.());
    open.push(world);
    return world;
  };
}
