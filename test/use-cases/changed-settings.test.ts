import { describe, expect, it } from 'vitest';
import { DIRECTORY } from '#shared/domain/id';
import { keys } from '#shared/dynamodb/keys';
import {
  alan,
  approval,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  operators,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();

const settingsOfExchange = keys.settings(EXCHANGE, DIRECTORY);
const change = (world: World, changes: Parameters<typeof approval>[0]) =>
  world.table.edit(settingsOfExchange, { version: 2, settings: { ...exchangeSettings, ...approval(changes) } });

describe('settings changed while an activation waits', () => {
  it('count with the larger quorum, whichever of both it is (I02)', async () => {
    const raised = await foundOrganization(await open());
    const first = await ask(raised);
    await change(raised, { quorum: 2 });
    const lowered = await foundOrganization(await open(), approval({ quorum: 2 }));
    const second = await ask(lowered);
    await change(lowered, { quorum: 1 });

    expect(await vote(raised, first.id)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(lowered, second.id)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(lowered, second.id, alan)).toMatchObject({ status: 'approved' });
  });

  it('count with the approvers in force; with those asked when approval is switched off', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    await change(world, { approvers: [groupEntry(operators)] });
    expect(await refusalOf(world, () => vote(world, id, grace))).toMatchObject({ code: 'not_an_approver' });

    await change(world, { required: false });

    expect(await vote(world, id, grace)).toMatchObject({ status: 'approved' });
  });

  it('are demanded by the transaction: a change between reading and writing is judged again', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    let writes = 0;
    const replace: World['activations']['replace'] = async (...written) => {
      writes += 1;
      if (writes === 1) await change(world, { quorum: 2 });
      return world.activations.replace(...written);
    };

    await vote({ ...world, activations: { ...world.activations, replace } }, id);

    expect(writes).toBe(2);
    const { status, approval: decided } = await stored(world, id);
    expect([status, decided?.votes.length]).toEqual(['pending_approval', 1]);
  });
});
