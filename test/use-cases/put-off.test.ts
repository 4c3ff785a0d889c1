import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { indexKeys } from '#shared/dynamodb/index-keys';
import { keys } from '#shared/dynamodb/keys';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { sweep } from '#shared/use-cases/sweep';
import { ada } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, callerOf, eventsOf, expectSound, stored, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
let revoked: Activation;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
  const { id } = await activate(world);
  await deactivateActivation(id, await callerOf(world, ada), world);
  revoked = await stored(world, id);
});

const sweepAt = (minutes: number) => {
  world.setTime(plusMinutes(NOON, minutes));
  return sweep(world);
};
const breakProvider = () => {
  world.accessProvider.before = (call) => {
    if (call === 'withdraw') throw new Error('Down.');
  };
};
const repairProvider = () => {
  world.accessProvider.before = () => {};
};

describe('an access whose withdrawal keeps failing', () => {
  it('is tried again after growing pauses, and counts as overdue since its first time in every minute', async () => {
    breakProvider();
    const tried: number[] = [];
    for (let minute = 1; minute <= 60; minute += 1) {
      const { overdueMinutes, failures } = await sweepAt(minute);
      expect(overdueMinutes).toBe(minute - 1);
      if (failures.length > 0) tried.push(minute);
    }

    expect(tried).toEqual([1, 2, 4, 8, 16, 31, 46]);
  });

  it('moves no status and puts nothing on record by being put off (I12)', async () => {
    const before = await eventsOf(world, revoked.id);
    breakProvider();

    await sweepAt(1);
    await sweepAt(2);

    expect(await stored(world, revoked.id)).toEqual(revoked);
    expect(await eventsOf(world, revoked.id)).toEqual(before);
    await expectSound(world, revoked.id);
  });

  it('is withdrawn with its next try once the provider is back, a quarter of an hour later at most', async () => {
    breakProvider();
    for (let minute = 1; minute <= 31; minute += 1) await sweepAt(minute);
    repairProvider();

    for (let minute = 32; minute < 46; minute += 1) await sweepAt(minute);
    expect(await stored(world, revoked.id)).toMatchObject({ status: 'revoking' });
    const { settled, overdueMinutes } = await sweepAt(46);

    expect([settled, overdueMinutes]).toEqual([1, 0]);
    expect(await expectSound(world, revoked.id)).toMatchObject({ status: 'ended', outcome: 'deactivated' });
    expect(world.accessProvider.given.size).toBe(0);
    expect(await world.dues.list(plusMinutes(NOON, 999), 10)).toEqual([]);
  });
});

/** So many activations that nobody can read, all of them due before anything else. */
async function unreadable(count: number): Promise<void> {
  const documents = DynamoDBDocumentClient.from(world.table.client);
  const items = Array.from({ length: count }, (_, at) => {
    const id = `act_broken_${at}`;
    return { ...keys.activation(id), entity: 'activation', id, status: 'nonsense', ...indexKeys.due(id, NOON) };
  });
  for (let from = 0; from < count; from += 25) {
    const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [world.table.name]: requests } }));
  }
}

describe('more failures than a sweep looks at', () => {
  it('do not starve what is due behind them: the second sweep settles it', async () => {
    await unreadable(1100);

    const first = await sweepAt(1);
    const second = await sweepAt(2);

    expect(first.failures.length).toBeGreaterThan(900);
    expect(second.overdueMinutes).toBe(2);
    expect(await stored(world, revoked.id)).toMatchObject({ status: 'ended' });
  }, 60_000);
});
