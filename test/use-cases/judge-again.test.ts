import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { grantAccess } from '#shared/use-cases/grant-access';
import { failing } from '#test/support/fake-access-provider';
import {
  ada,
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  margaret,
  operators,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, expectSound, grant, stored, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
});

const eligibility = keys.assignment(ada.id, assignment(ada, EXCHANGE, 'eligible').id);
const settings = keys.settings(EXCHANGE, '/');
const change = (changes: object) => (w: World) =>
  w.table.edit(settings, { settings: { ...exchangeSettings, ...approval({ required: false }), ...changes } });

describe('what was true at the request', () => {
  it.each([
    [
      'principal_disabled',
      'the requester was disabled',
      (w: World) => w.table.edit(keys.principal(ada.id), { enabled: false }),
    ],
    ['eligibility_gone', 'the eligibility was removed', (w: World) => w.table.erase(eligibility)],
    ['eligibility_gone', 'the eligibility ended', (w: World) => w.table.edit(eligibility, { endsAt: NOON })],
    ['role_disabled', 'the role was disabled', (w: World) => w.table.edit(keys.role(EXCHANGE), { enabled: false })],
    ['role_disabled', 'the role was removed', (w: World) => w.table.erase(keys.role(EXCHANGE))],
    ['duration_too_long', 'the maximum was lowered', change({ maximumDurationMinutes: 30 })],
    ['approval_missing', 'approval was demanded', change(approval({ required: true }))],
  ])('is judged again: it is cancelled as %s when %s (T-16)', async (reason, _, edit) => {
    const approved = await ask(world, { durationMinutes: 60 });
    await edit(world);

    await expect(grant(world, approved)).rejects.toMatchObject({ name: 'GrantRefused', message: reason });

    expect(await expectSound(world, approved.id)).toMatchObject({ status: 'cancelled', reason, endedAt: NOON });
    expect(world.accessProvider.calls).toEqual([]);
    expect((await world.activations.listEvents(approved.id)).at(-1)).toMatchObject({
      type: 'activation.cancelled',
      actor: { id: 'workflow' },
      details: { reason },
    });
  });

  it('is judged again: a group left since then ends it', async () => {
    const approved = await ask(world, {}, margaret);
    await world.table.erase(keys.membership(margaret.id, operators.id));

    await expect(grant(world, approved)).rejects.toMatchObject({ message: 'eligibility_gone' });
  });

  it('is judged again: the larger quorum of today counts', async () => {
    world = await foundOrganization(await open());
    const { id } = await ask(world);
    const approved = await vote(world, id);
    await world.table.edit(settings, { settings: { ...exchangeSettings, ...approval({ quorum: 2 }) } });

    await expect(grant(world, approved)).rejects.toMatchObject({ message: 'approval_missing' });
  });

  it('is demanded by the transaction: a removal between judging and writing leaves no access', async () => {
    const approved = await ask(world);
    const entitlements = {
      ...world.entitlements,
      find: async (key: string) => {
        await world.table.edit(keys.principal(ada.id), { enabled: false });
        return world.entitlements.find(key);
      },
    };

    await expect(grant({ ...world, entitlements }, approved)).rejects.toMatchObject({ name: 'GrantRefused' });

    expect(await stored(world, approved.id)).toMatchObject({ status: 'cancelled', reason: 'principal_disabled' });
    expect(world.accessProvider.calls).toEqual([]);
  });

  it('is judged again by a second attempt, which leaves to revoking what the first may have given', async () => {
    const approved = await ask(world);
    world.accessProvider.after = failing(1);
    await expect(grant(world, approved)).rejects.toThrow('Throttled.');
    await world.table.edit(keys.principal(ada.id), { enabled: false });

    await expect(grant(world, await stored(world, approved.id))).rejects.toMatchObject({ name: 'GrantRefused' });

    expect(await expectSound(world, approved.id)).toMatchObject({
      status: 'revoking',
      outcome: 'failed',
      reason: 'principal_disabled',
    });
  });

  it('is judged again: the end of the eligibility that counts is that of now', async () => {
    const approved = await ask(world, { durationMinutes: 60 });
    await world.table.edit(eligibility, { endsAt: plusMinutes(NOON, 20), revision: 2 });

    await grant(world, approved);

    expect(await stored(world, approved.id)).toMatchObject({ status: 'active', endsAt: plusMinutes(NOON, 20) });
  });

  it('is judged again: nothing is given once the time of the hold is over', async () => {
    const { id } = await ask(world, { durationMinutes: 5 });
    world.passMinutes(5);

    const late = grantAccess({ activationId: id, generation: 1, taskToken: 't', heldSince: NOON }, world);

    await expect(late).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'could_not_start' });
  });
});
