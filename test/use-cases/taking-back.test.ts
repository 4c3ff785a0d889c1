import { beforeEach, describe, expect, it } from 'vitest';
import { revokeActivation } from '#shared/use-cases/revoke-activation';
import { withdrawVote } from '#shared/use-cases/withdraw-vote';
import {
  ada,
  alan,
  approval,
  exchangeSettings,
  foundOrganization,
  grace,
  mallory,
  margaret,
  userEntry,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { changeSettings, extend, hold } from './extensions.ts';
import { change } from './organization.ts';
import { ask, callerOf, grant, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();
let world: World;
const foundWith = async (quorum: number) => {
  const approvers = [margaret, alan, mallory, grace].map(userEntry);
  world = await foundOrganization(await open(), approval({ quorum, approvers }));
};
const takeBack = async (activationId: string, by: typeof ada) =>
  withdrawVote({ activationId }, await callerOf(world, by), world);
const end = async (activationId: string, by: typeof ada) =>
  revokeActivation({ activationId, reason: 'The wrong one' }, await callerOf(world, by), world);

describe('APR-7: an approver who takes a yes back', () => {
  beforeEach(() => foundWith(2));

  it('leaves the request waiting, on record and with nobody told', async () => {
    const { id } = await ask(world);
    await vote(world, id, margaret);

    await takeBack(id, margaret);

    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({
      type: 'activation.vote_withdrawn',
      actor: { id: margaret.id },
    });
    expect((await world.activations.report({ approverId: margaret.id }, { limit: 5 })).items).toEqual([]);
    expect(await vote(world, id, alan)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(world, id, margaret)).toMatchObject({ status: 'approved' });
  });

  it('has to have given one, and never takes back another’s (T-60)', async () => {
    const { id } = await ask(world);
    await vote(world, id, margaret);

    expect(await refusalOf(world, () => takeBack(id, alan))).toEqual(refused('no_vote_to_withdraw'));
    expect(await refusalOf(world, () => takeBack(id, ada))).toEqual(refused('no_vote_to_withdraw'));
    await vote(world, id, alan);
    expect(await refusalOf(world, () => takeBack(id, margaret))).toEqual(refused('not_pending'));
  });
});

describe('APR-7: whoever’s yes counted', () => {
  beforeEach(() => foundWith(1));

  it('cancels what they approved before it is given', async () => {
    const { id } = await ask(world, { startsAt: '2026-11-22T13:00:00.000Z' });
    await vote(world, id, margaret);

    expect(await end(id, margaret)).toMatchObject({ status: 'cancelled', reason: 'The wrong one' });
  });

  it('ends it while it is active', async () => {
    const { id } = await ask(world);
    await grant(world, await vote(world, id, margaret));

    expect(await end(id, margaret)).toMatchObject({ status: 'revoking', outcome: 'revoked' });
    expect(await refusalOf(world, () => end(id, margaret))).toEqual(refused('not_active'));
  });

  it.each<[string, (id: string) => Promise<unknown>, typeof ada]>([
    ['did not vote', async () => {}, alan],
    ['was disabled', () => change(world, margaret.id, { enabled: false }), margaret],
    ['is the requester', async () => {}, ada],
    ['is the requester’s other account', () => change(world, mallory.id, { personId: ada.id }), mallory],
  ])('is nobody who %s (T-60)', async (_, happen, by) => {
    const { id } = await ask(world);
    await grant(world, await vote(world, id, margaret));
    await happen(id);

    expect(await refusalOf(world, () => end(id, by))).toEqual(refused('activation_not_found'));
    expect(await stored(world, id)).toMatchObject({ status: 'active' });
  });

  it('may not end what still waits', async () => {
    await foundWith(2);
    const { id } = await ask(world);
    await vote(world, id, margaret);

    expect(await refusalOf(world, () => end(id, margaret))).toEqual(refused('activation_not_found'));
  });
});

describe('APR-7: whoever’s yes gave more time', () => {
  const held = async () => {
    await foundWith(1);
    const { id } = await ask(world, { durationMinutes: 60 });
    await grant(world, await vote(world, id, margaret));
    await extend(world, id);
    await vote(world, id, alan);
    return id;
  };

  it.each([
    ['to it', alan],
    ['to the request', margaret],
  ])('ends what runs, like whoever said yes %s', async (_, by) => {
    const id = await held();

    expect(await end(id, by)).toMatchObject({ status: 'revoking', outcome: 'revoked' });
  });

  it('also where the request needed nobody', async () => {
    await foundWith(1);
    const { approvers } = exchangeSettings.approval;
    await changeSettings(world, approval({ required: false }));
    const { id } = await hold(world);
    await changeSettings(world, approval({ approvers: [...approvers, userEntry(mallory)] }));
    await extend(world, id);
    await vote(world, id, mallory);

    expect(await end(id, mallory)).toMatchObject({ status: 'revoking' });
  });

  it.each<[string, (id: string) => Promise<unknown>, typeof ada]>([
    ['did not vote', async () => {}, mallory],
    ['was disabled since', () => change(world, alan.id, { enabled: false }), alan],
    [
      'said no to yet more',
      async (id) => {
        await extend(world, id, { minutes: 15 });
        await vote(world, id, mallory, 'deny');
      },
      mallory,
    ],
  ])('is nobody who %s (T-60)', async (_, happen, by) => {
    const id = await held();
    await happen(id);

    expect(await refusalOf(world, () => end(id, by))).toEqual(refused('activation_not_found'));
  });
});
