import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { endActivation } from '#shared/use-cases/end-activation';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada, approval, assignment, EXCHANGE, grace } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changeSettings, extend, pointersTo, stillActive, worldWithHolder } from './extensions.ts';
import { callerOf, eventsOf, expectSound, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();
/** Ada holds Exchange and has asked for half an hour more at ten past twelve. */
async function begin(settings = {}) {
  const { world, id } = await worldWithHolder(open, settings);
  world.passMinutes(10);
  return { world, id, asked: await extend(world, id) };
}
const detailsOf = async (world: World, id: string) => (await world.activations.listEvents(id)).at(-1)?.details;

describe('an extension is judged again with the yes that completes it', () => {
  const eligibility = keys.assignment(ada.id, assignment(ada, EXCHANGE, 'eligible').id);

  it.each([
    ['duration_too_long', (world: World) => changeSettings(world, { maximumDurationMinutes: 89 })],
    [
      'duration_too_long',
      (world: World) => world.table.edit(eligibility, { endsAt: plusMinutes(NOON, 89), revision: 2 }),
    ],
    ['eligibility_gone', (world: World) => world.table.erase(eligibility)],
    ['principal_disabled', (world: World) => world.table.edit(keys.principal(ada.id), { enabled: false })],
    ['role_disabled', (world: World) => world.table.edit(keys.role(EXCHANGE), { enabled: false })],
  ] as const)('and dropped with the reason: %s', async (reason, change) => {
    const { world, id } = await begin();
    await change(world);

    await vote(world, id);

    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 60), generation: 1 });
    expect((await eventsOf(world, id)).at(-1)).toBe('extension_denied');
    expect(await detailsOf(world, id)).toMatchObject({ decision: 'approve', reason });
    expect(await pointersTo(world, id)).toEqual([]);
  });

  it('and not before: a yes that completes nothing only counts', async () => {
    const { world, id } = await begin(approval({ quorum: 2 }));
    await changeSettings(world, { ...approval({ quorum: 2 }), maximumDurationMinutes: 60 });

    await vote(world, id);

    expect(await stillActive(world, id)).toMatchObject({
      extension: { approval: { votes: [{ by: { id: grace.id } }] } },
    });
  });
});

describe('an extension nobody decides on', () => {
  const sweepAt = (world: World, minutes: number) => {
    world.setTime(plusMinutes(NOON, minutes));
    return sweep(world);
  };

  it('is reminded of twice and then taken away, and the activation runs on', async () => {
    const { world, id } = await begin(approval({ windowMinutes: 20 }));

    for (const minutes of [19.9, 20, 25, 28, 29, 30, 31]) await sweepAt(world, minutes);

    expect((await eventsOf(world, id)).slice(4)).toEqual([
      'extension_requested',
      'approval_reminded',
      'approval_reminded',
      'extension_timed_out',
    ]);
    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 60) });
    expect(await pointersTo(world, id)).toEqual([]);
    await expectSound(world, id);
  });

  it('is taken away with the end it waited past, by the sweeper', async () => {
    const { world, id } = await begin();

    await sweepAt(world, 61);

    expect((await eventsOf(world, id)).slice(-3)).toEqual(['extension_timed_out', 'revoking', 'ended']);
    expect([await pointersTo(world, id), world.accessProvider.given.size]).toEqual([[], 0]);
    await expectSound(world, id);
  });
});

describe('whatever ends the activation takes a waiting extension and its pointers along', () => {
  it.each([
    ['its holder', async (world: World, id: string) => deactivateActivation(id, await callerOf(world, ada), world)],
    [
      'an administrator',
      async (world: World, id: string) =>
        endActivation(await stored(world, id), 'Left the team', { actor: grace, details: {} }, world),
    ],
    [
      'the workflow at its end',
      (world: World, id: string) => {
        world.setTime(plusMinutes(NOON, 60));
        return revokeAccess({ activationId: id, generation: 1 }, world);
      },
    ],
  ])('%s', async (_, end) => {
    const { world, id } = await begin();

    await end(world, id);

    expect(await pointersTo(world, id)).toEqual([]);
    expect(await stored(world, id)).not.toHaveProperty('extension');
    expect(await refusalOf(world, () => vote(world, id))).toEqual(refused('not_pending'));
    await expectSound(world, id);
  });
});
