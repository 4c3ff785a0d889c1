import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada, assignment, EXCHANGE, grace } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changeSettings, extend, nobodyApproves, stillActive, worldWithHolder } from './extensions.ts';
import { ask, callerOf, eventsOf, expectSound, refusalOf } from './steps.ts';

const open = useWorlds();
const eligibility = keys.assignment(ada.id, assignment(ada, EXCHANGE, 'eligible').id);
const begin = () => worldWithHolder(open, { ...nobodyApproves, maximumDurationMinutes: 120 });

async function mayUse(world: World): Promise<boolean> {
  const question = {
    subject: { type: 'user', id: ada.id },
    action: { name: 'use' },
    resource: { type: 'role', id: EXCHANGE },
  };
  return (await evaluateAccess(question, world)).decision;
}

describe('extending where nobody is asked', () => {
  it('moves the end at once, in activation, list of roles and evaluation', async () => {
    const { world, id } = await begin();
    world.passMinutes(50);

    const extended = await extend(world, id);

    expect(extended).toMatchObject({ endsAt: plusMinutes(NOON, 90), durationMinutes: 90, generation: 2 });
    const [lock] = (await world.principals.view(ada.id))?.open ?? [];
    expect(lock).toMatchObject({ status: 'active', endsAt: plusMinutes(NOON, 90) });
    world.passMinutes(39.9);
    expect(await mayUse(world)).toBe(true);
    world.passMinutes(0.1);
    expect(await mayUse(world)).toBe(false);
    await expectSound(world, id);
  });

  it('puts on record how much more, until when and why', async () => {
    const { world, id } = await begin();

    await extend(world, id);

    const event = (await world.activations.listEvents(id)).at(-1);
    expect(event).toMatchObject({
      type: 'activation.extended',
      actor: { id: ada.id },
      details: { additionalMinutes: 30, endsAt: plusMinutes(NOON, 90), justification: 'Not done yet' },
    });
  });

  it('reminds of the new end, too', async () => {
    const { world, id } = await begin();
    const sweepAt = (minutes: number) => {
      world.setTime(plusMinutes(NOON, minutes));
      return sweep(world);
    };
    await sweepAt(45);
    await extend(world, id);

    for (const minutes of [50, 61, 74.9, 75, 80]) await sweepAt(minutes);

    expect((await eventsOf(world, id)).slice(4)).toEqual(['ending_soon', 'extended', 'ending_soon']);
    expect(await stillActive(world, id)).toMatchObject({ remindedAt: plusMinutes(NOON, 75) });
  });

  it('can be done again, as long as the whole hold stays within the maximum', async () => {
    const { world, id } = await begin();

    await extend(world, id);
    await extend(world, id, { minutes: 20 });

    expect(await refusalOf(world, () => extend(world, id, { minutes: 11 }))).toEqual(
      refused('duration_too_long', { violations: [expect.objectContaining({ limit: 10 })] }),
    );
    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 110), generation: 3 });
  });

  it('goes by the eligibility of now, which may have been prolonged since', async () => {
    const { world, id } = await begin();
    await world.table.edit(eligibility, { endsAt: plusMinutes(NOON, 80), revision: 2 });

    expect(await refusalOf(world, () => extend(world, id, { minutes: 21 }))).toEqual(
      refused('duration_too_long', { violations: [expect.objectContaining({ limit: 20 })] }),
    );
    await world.table.edit(eligibility, { endsAt: plusMinutes(NOON, 100), revision: 3 });

    expect(await extend(world, id, { minutes: 21 })).toMatchObject({
      endsAt: plusMinutes(NOON, 81),
      eligibility: { endsAt: plusMinutes(NOON, 100) },
    });
  });
});

describe('extending is refused', () => {
  it.each([
    ['to others, as if there were nothing', { person: grace }, 'activation_not_found'],
    ['without a second factor', { session: { mfa: false } }, 'mfa_required'],
    ['for less than five minutes', { minutes: 4 }, 'duration_too_short'],
    ['past the maximum', { minutes: 61 }, 'duration_too_long'],
    ['without a reason', { justification: ' ' }, 'justification_required'],
  ] as const)('%s', async (_, more, code) => {
    const { world, id } = await begin();

    expect(await refusalOf(world, () => extend(world, id, more))).toEqual(refused(code));
  });

  it('for what does not exist', async () => {
    const { world } = await begin();

    expect(await refusalOf(world, () => extend(world, 'act_none'))).toEqual(refused('activation_not_found'));
  });

  it('with the age the second factor may have, by the settings of now', async () => {
    const { world, id } = await begin();
    await changeSettings(world, { mfa: { require: 'fresh', maxAgeMinutes: 5 } });
    const session = { mfa: true, authenticatedAt: plusMinutes(NOON, -6) };

    expect(await refusalOf(world, () => extend(world, id, { session }))).toEqual(
      refused('mfa_required', { maxAgeSeconds: 300 }),
    );
  });

  it.each([
    ['the eligibility is gone', (world: World) => world.table.erase(eligibility), 'not_eligible'],
    ['the eligibility is over', (world: World) => world.table.edit(eligibility, { endsAt: NOON }), 'not_eligible'],
    [
      'the role is disabled',
      (world: World) => world.table.edit(keys.role(EXCHANGE), { enabled: false }),
      'role_disabled',
    ],
    [
      'the maximum was lowered',
      (world: World) => changeSettings(world, { ...nobodyApproves, maximumDurationMinutes: 60 }),
      'duration_too_long',
    ],
  ] as const)('once %s', async (_, change, code) => {
    const { world, id } = await begin();
    await change(world);

    expect(await refusalOf(world, () => extend(world, id))).toEqual(refused(code));
  });

  it('at the end, although nobody has taken the access back yet', async () => {
    const { world, id } = await begin();
    world.passMinutes(60);

    expect(await refusalOf(world, () => extend(world, id))).toEqual(refused('not_active'));
  });

  it('before it is active, and after it was given back', async () => {
    const { world, id } = await begin();
    await deactivateActivation(id, await callerOf(world, ada), world);
    expect(await refusalOf(world, () => extend(world, id))).toEqual(refused('not_active'));
    await revokeAccess({ activationId: id, generation: 1 }, world);
    expect(await refusalOf(world, () => extend(world, id))).toEqual(refused('not_active'));

    const approved = await ask(world);
    expect(await refusalOf(world, () => extend(world, approved.id))).toEqual(refused('not_active'));
  });
});
