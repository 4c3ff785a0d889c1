import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { alan, assignment, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { chainOf, change } from './organization.ts';
import { RACE_TIMEOUT, race, shuffle } from './races.ts';
import { callerOf } from './steps.ts';

const open = useWorlds();
const ROUNDS = 50;

/** Grace and alan both hold Privileged Role Administrator permanently. */
async function worldOfTwo(): Promise<World> {
  const world = await foundOrganization(await open());
  await world.directory.addAssignment(assignment(alan, PRIVILEGED_ROLE_ADMINISTRATOR, 'active'), demonstration);
  await world.table.edit(keys.principal(alan.id), { standingAdministrator: true });
  await world.table.edit(keys.administrators(), { standing: 2 });
  return world;
}

async function standing(world: World): Promise<unknown> {
  return (await world.exportTable()).find(({ entity }) => entity === 'administrators')?.standing;
}

describe('two administrators who disable each other at once (I14)', () => {
  it(
    'come to one who is left, fifty times out of fifty',
    async () => {
      const world = await worldOfTwo();
      const outcomes: string[] = [];

      for (let round = 0; round < ROUNDS; round += 1) {
        const [byGrace, byAlan] = [await callerOf(world, grace), await callerOf(world, alan)];
        shuffle(world, round + 1);

        const both = await race(
          round,
          () => changePrincipal(alan.id, { enabled: false }, byGrace, world),
          () => changePrincipal(grace.id, { enabled: false }, byAlan, world),
        );

        outcomes.push(both.join(' '));
        const left = [grace, alan][both.indexOf('done')] ?? grace;
        const gone = left === grace ? alan : grace;
        expect(await world.principals.find(left.id)).toMatchObject({ enabled: true });
        expect(await world.principals.find(gone.id)).toMatchObject({ enabled: false });
        expect(await standing(world)).toBe(1);

        await change(world, gone.id, { enabled: true }, left);
        expect(await standing(world)).toBe(2);
      }

      expect(outcomes).toHaveLength(ROUNDS);
      expect(new Set(outcomes)).toEqual(new Set(['done last_administrator', 'last_administrator done']));
      const moves = await Promise.all(
        [grace, alan].map(async ({ id }) => (await chainOf(world, id)).map((e) => e.type)),
      );
      expect(moves.flat().filter((type) => type === 'principal.disabled')).toHaveLength(ROUNDS);
    },
    RACE_TIMEOUT,
  );
});
