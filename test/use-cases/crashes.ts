import type { World } from '#test/support/world';

/** What a process does that dies: it throws, before or after what it was about to do. */
class Crash extends Error {
  override readonly name = 'Crash';
}

type Effects = Pick<World, 'activations' | 'entitlements' | 'accessProvider'>;

/** A world in which the effect at a position (from 1) kills whoever causes it, before or after it happens; reads do not count. */
export function crashingAt(
  world: World,
  position: number,
  moment: 'before' | 'after',
): World & { readonly effects: () => number } {
  let effects = 0;
  const mortal =
    <A extends unknown[], T>(effect: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      effects += 1;
      const dies = effects === position;
      if (dies && moment === 'before') throw new Crash('Crashed before the effect.');
      const result = await effect(...args);
      if (dies) throw new Crash('Crashed after the effect.');
      return result;
    };
  const { activations, entitlements, accessProvider }: Effects = world;
  return {
    ...world,
    activations: { ...activations, replace: mortal(activations.replace) },
    entitlements: { ...entitlements, replace: mortal(entitlements.replace) },
    accessProvider: {
      ...accessProvider,
      grant: mortal(accessProvider.grant),
      withdraw: mortal(accessProvider.withdraw),
    },
    effects: () => effects,
  };
}
