import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { createPrincipal } from '#shared/use-cases/create-principal';
import {
  ada,
  alan,
  foundOrganization,
  grace,
  mallory,
  margaret,
  operators,
  principal,
  robot,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const link = async (id: string, personId: string, by = grace) =>
  changePrincipal(id, { personId }, await callerOf(world, by), world);
const add = (id: string, personId?: string) =>
  world.directory.addPrincipal(principal(id, { id, ...(personId === undefined ? {} : { personId }) }), demonstration);

describe('T-52: whose account it is', () => {
  it('may be said by the id of another account, or by a number all accounts of one person carry', async () => {
    expect(await link(mallory.id, ada.id)).toMatchObject({ principal: { personId: ada.id }, warnings: [] });
    expect(await link(margaret.id, 'hr-4711')).toMatchObject({ principal: { personId: 'hr-4711' } });
    expect(await link(alan.id, 'hr-4711')).toMatchObject({ warnings: [] });
  });

  it('is warned of at the first account with a number, and at a new one, which links nobody yet', async () => {
    const wanted = { kind: 'user' as const, displayName: 'B', personId: 'hr-1' };
    const created = await createPrincipal(wanted, await callerOf(world, grace), world);

    expect(created.warnings.map(({ code }) => code)).toEqual(['person_id_new']);
    expect((await link(alan.id, 'hr-2')).warnings).toEqual([
      { code: 'person_id_new', message: expect.stringContaining('hr-2') },
    ]);
    expect((await link(mallory.id, 'hr-1')).warnings).toEqual([]);
    await link(mallory.id, 'hr-3');
    await link(created.principal.id, 'hr-4');
    expect((await link(margaret.id, 'hr-1')).warnings).toHaveLength(1);
  });

  it.each([
    ['a group', operators.id, 'person_id_not_a_person'],
    ['a workload', robot.id, 'person_id_not_a_person'],
    ['the account itself', mallory.id, 'person_id_circle'],
  ] as const)('is refused as the id of %s', async (_, personId, code) => {
    expect(await refusalOf(world, () => link(mallory.id, personId))).toEqual(refused(code));
  });

  it('is refused in a circle, of two accounts or more', async () => {
    await link(mallory.id, ada.id);
    await link(alan.id, mallory.id);

    expect(await refusalOf(world, () => link(ada.id, mallory.id))).toEqual(refused('person_id_circle'));
    expect(await refusalOf(world, () => link(ada.id, alan.id))).toEqual(refused('person_id_circle'));
  });

  it('is refused by more than three steps, whichever of them comes last', async () => {
    await add('p1');
    await add('p2', 'p1');
    await add('p3', 'p2');
    await add('p4', 'p3');
    await add('p5');
    await add('p6');

    expect(await refusalOf(world, () => link('p5', 'p4'))).toEqual(refused('person_id_chain_too_long'));
    expect(await refusalOf(world, () => link('p1', 'p6'))).toEqual(refused('person_id_chain_too_long'));
    expect(await refusalOf(world, () => link('p1', 'hr-9'))).toEqual(refused('person_id_chain_too_long'));
    expect(await link('p5', 'p3')).toMatchObject({ principal: { personId: 'p3' } });
  });

  it('is refused of oneself, by whichever account, and is for another administrator to say', async () => {
    await link('prn_ada', grace.id);

    for (const id of [grace.id, ada.id])
      expect(await refusalOf(world, () => link(id, 'hr-5'))).toEqual(refused('own_person'));
    expect(await link(grace.id, 'hr-5', alan)).toMatchObject({ principal: { personId: 'hr-5' } });
    const caller = await callerOf(world, grace);
    expect(await changePrincipal(ada.id, { personId: grace.id, displayName: 'Ada L.' }, caller, world)).toMatchObject({
      principal: { displayName: 'Ada L.' },
    });
  });
});
