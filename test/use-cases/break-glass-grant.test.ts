import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { announceBreakGlass } from '#shared/use-cases/announce-break-glass';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada, margaret } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changeRules, held, listed, use, withoutTicket, worldWithBreakGlass } from './break-glass.ts';
import { extend } from './extensions.ts';
import { ask, callerOf, eventsOf, expectSound, grant, refusalOf, stored } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithBreakGlass(open);
});

describe('T-45: the grant', () => {
  it('waits until people were told', async () => {
    const used = await use(world);
    world.passMinutes(0.5);
    expect(await refusalOf(world, () => grant(world, used))).toMatchObject({ name: 'NotAnnouncedYet' });

    await announceBreakGlass(used.id, world);
    await grant(world, await stored(world, used.id));

    expect(await expectSound(world, used.id)).toMatchObject({
      status: 'active',
      breakGlass: { announcedAt: plusMinutes(NOON, 0.5) },
    });
    expect(await eventsOf(world, used.id)).toEqual(['requested', 'announced', 'provisioning', 'activated']);
  });

  it('with SES down comes after 60 s all the same, and the announcement late', async () => {
    const used = await use(world);
    world.passMinutes(0.999);
    expect(await refusalOf(world, () => grant(world, used))).toMatchObject({ name: 'NotAnnouncedYet' });

    world.passMinutes(0.001);
    await grant(world, used);
    expect(await stored(world, used.id)).toMatchObject({ status: 'active' });
    world.passMinutes(10);
    await announceBreakGlass(used.id, world);

    expect(await expectSound(world, used.id)).toMatchObject({ breakGlass: { announcedAt: plusMinutes(NOON, 11) } });
  });

  it('comes with a stale heartbeat, and with none', async () => {
    world.passMinutes(11);
    await grant(world, await announced(await use(world)));
    await world.table.erase(keys.heartbeat());
    await grant(world, await announced(await use(world, {}, margaret)));

    expect(world.accessProvider.given.size).toBe(2);
  });

  it('does not come any more for somebody who is listed no longer', async () => {
    const used = await announced(await use(world));
    await changeRules(world, { breakGlass: { ...listed, principals: [] } });

    await expect(grant(world, used)).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, used.id)).toMatchObject({ status: 'cancelled', reason: 'break_glass_not_allowed' });
  });

  it('does not come for longer than the maximum of now', async () => {
    const used = await announced(await use(world));
    await changeRules(world, { breakGlass: { ...listed, maximumDurationMinutes: 29 } });

    await expect(grant(world, used)).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, used.id)).toMatchObject({ status: 'cancelled', reason: 'duration_too_long' });
  });

  async function announced({ id }: Activation): Promise<Activation> {
    await announceBreakGlass(id, world);
    return stored(world, id);
  }
});

describe('announcing', () => {
  it('happens once, and never to what is no break-glass use or does not exist', async () => {
    const { id } = await use(world);
    await announceBreakGlass(id, world);
    await changeRules(world, withoutTicket);
    const ordinary = await ask(world, {}, margaret);
    const before = await world.exportTable();

    world.passMinutes(1);
    for (const one of [id, ordinary.id, 'act_none']) await announceBreakGlass(one, world);

    expect(await world.exportTable()).toEqual(before);
  });

  it('is put on record also after the end, and leaves the next activation its lock', async () => {
    const { id } = await use(world);
    world.passMinutes(1);
    await grant(world, await stored(world, id));
    await deactivateActivation(id, await callerOf(world, ada), world);
    await revokeAccess({ activationId: id, generation: 1 }, world);
    const next = await use(world);

    await announceBreakGlass(id, world);

    expect(await stored(world, id)).toMatchObject({
      status: 'ended',
      breakGlass: { announcedAt: plusMinutes(NOON, 1) },
    });
    expect((await world.principals.view(ada.id))?.open).toMatchObject([{ activationId: next.id }]);
  });
});

describe('a break-glass use that runs', () => {
  it('is extended within its own maximum, by nobody’s approval and without the ticket', async () => {
    const { id } = await held(world);

    expect(await refusalOf(world, () => extend(world, id, { minutes: 16 }))).toEqual(
      refused('duration_too_long', { violations: [expect.objectContaining({ limit: 15 })] }),
    );
    expect(await extend(world, id, { minutes: 15 })).toMatchObject({ endsAt: plusMinutes(NOON, 45) });
  });

  it('is not extended for somebody who is listed no longer', async () => {
    const { id } = await held(world);
    await changeRules(world, { breakGlass: { ...listed, principals: [] } });

    expect(await refusalOf(world, () => extend(world, id, { minutes: 10 }))).toEqual(
      refused('break_glass_not_allowed'),
    );
  });

  it('ends at its end by the sweeper like any other', async () => {
    const { id } = await held(world);
    world.passMinutes(31);
    await sweep(world);

    expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
  });
});
