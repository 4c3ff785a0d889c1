import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#shared/domain/principal';
import { allPages } from '#test/dynamodb/reading-lists';
import { alan, approval, foundOrganization, grace, mallory, userEntry } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, vote } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(
    await open(),
    approval({ approvers: [userEntry(grace), userEntry(alan)], quorum: 2 }),
  );
});

const decidedBy = (person: Principal, limit = 25) =>
  allPages((page) => world.activations.listDecidedBy(person.id, page), limit);

/** Asked for and decided on a minute apart: alan denies, so that ada can ask again. */
async function denied(): Promise<string> {
  const { id } = await ask(world);
  world.passMinutes(1);
  await vote(world, id, alan, 'deny');
  return id;
}

describe('what I decided (reported 17)', () => {
  it('has each activation with my vote, yes or no, newest first, page by page, and nobody else’s', async () => {
    const first = await denied();
    const second = await denied();
    const third = await ask(world);
    await vote(world, third.id, grace);
    world.passMinutes(1);
    await vote(world, third.id, alan);

    expect(await decidedBy(alan, 2)).toEqual([[third.id, second], [first]]);
    expect(await decidedBy(grace)).toEqual([[third.id]]);
    expect(await decidedBy(mallory)).toEqual([[]]);
  });

  it('costs a query and a batch read', async () => {
    await denied();
    const before = world.table.requests.length;

    await decidedBy(alan);

    expect(world.table.requests.slice(before)).toEqual(['Query', 'BatchGetItem']);
  });
});
