import { describe, expect, it } from 'vitest';
import { type Activation, isFinal } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import type { EndingCause } from '#shared/domain/right-ending';
import { keys } from '#shared/dynamodb/keys';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { sweep } from '#shared/use-cases/sweep';
import { assignment, EXCHANGE, foundOrganization, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { dispatchEnding, ENDING, manyUnderOperators, rightGone } from './endings.ts';

const open = useWorlds();
const groupDisabled: EndingCause = { reason: 'principal_disabled', principalId: operators.id, kind: 'group' };
const groupNotEligible: EndingCause = {
  reason: 'eligibility_gone',
  assignmentId: assignment(operators, EXCHANGE, 'eligible').id,
  holderId: operators.id,
  roleId: EXCHANGE,
};

/** Every activation was ended exactly once, whatever became of it since: one event, one status. */
async function expectAllEndedOnce(world: World, activations: readonly Activation[], reason: string): Promise<void> {
  const rows = await world.exportTable();
  const endings = rows.filter(({ type }) => type === 'activation.cancelled' || type === 'activation.revoking');
  const ended = rows.filter((row) => row.entity === 'activation' && row.reason === reason);
  const ids = activations.map(({ id }) => id);

  expect(endings.map(({ pk }) => pk)).toEqual(ids.map((id) => keys.activation(id).pk));
  expect(ended.map(({ id }) => id)).toEqual(ids);
  for (const row of ended) expect(['cancelled', 'revoking', 'ended']).toContain(row.status);
}

async function worldWith(count: number, cause: EndingCause) {
  const world = await foundOrganization(await open());
  const activations = await manyUnderOperators(world, count);
  world.passMinutes(1);
  await rightGone(world, cause);
  return { world, activations };
}

/** Minute by minute, as the schedule does. */
async function sweepUntilForgotten(world: World): Promise<void> {
  for (let minutes = 0; minutes < 60 && (await world.endings.find(ENDING)); minutes += 1) {
    world.passMinutes(1);
    await sweep(world);
  }
}

describe('a thousand activations under one group', () => {
  it('end page by page, none forgotten, each page by a bounded number of requests', async () => {
    const { world, activations } = await worldWith(1000, groupDisabled);

    const requests = await dispatchEnding(world);

    expect(requests).toHaveLength(1000 / 25);
    // The ending, the group's roles, the list; each activation, its access, its last event, its transaction; the ending.
    expect(Math.max(...requests)).toBeLessThanOrEqual(3 + 25 * 4 + 1);
    expect(await world.endings.find(ENDING)).toMatchObject({ restsUntil: plusMinutes(NOON, 2) });
    await expectAllEndedOnce(world, activations, 'principal_disabled');
  }, 60_000);
});

/** Kills the process at a request: from there on everything it tries fails, until it is started again. */
function dyingAt(world: World, position: number): () => void {
  let left = position;
  world.table.onRequest = () => {
    left -= 1;
    if (left <= 0) throw new Error('The process is gone.');
  };
  return () => {
    world.table.onRequest = () => {};
  };
}

describe('a crash', () => {
  // A page takes some 100 requests: before, in and after the first page, and in the others.
  it.each([1, 40, 104])(
    'at request %i is picked up by the sweeper, which ends each activation once',
    async (position) => {
      const { world, activations } = await worldWith(60, groupNotEligible);
      const startAgain = dyingAt(world, position);
      await dispatchEnding(world).catch(() => {});
      startAgain();

      await sweepUntilForgotten(world);

      await expectAllEndedOnce(world, activations, 'eligibility_gone');
    },
  );
});

describe('dispatch and sweeper at the same time', () => {
  it('end each activation once and count no page twice', async () => {
    const { world, activations } = await worldWith(60, groupNotEligible);
    world.passMinutes(1);

    await Promise.all([dispatchEnding(world), sweep(world), dispatchEnding(world), sweep(world)]);
    await sweepUntilForgotten(world);

    await expectAllEndedOnce(world, activations, 'eligibility_gone');
    const left = await Promise.all(activations.map(({ id }) => world.activations.find(id)));
    for (const activation of left) expect(activation && (isFinal(activation) || activation.status)).not.toBe('active');
  });
});

describe('an activation that cannot be ended', () => {
  it('keeps no other waiting, and the ending stays until it could be, tried again after growing pauses', async () => {
    const { world, activations } = await worldWith(30, groupNotEligible);
    const [broken, ...others] = activations;
    await world.table.edit(keys.activation(broken?.id ?? ''), { status: 'nonsense' });

    const { failures } = await endNextPage(ENDING, world);
    await dispatchEnding(world);
    expect(failures).toMatchObject([{ activationId: broken?.id }]);
    await expectAllEndedOnce(world, others, 'eligibility_gone');

    const overdue: number[] = [];
    for (let minutes = 0; minutes < 8; minutes += 1) {
      world.passMinutes(1);
      const { overdueMinutes, failures: failed } = await sweep(world);
      if (failed.some(({ due }) => due.kind === 'ending')) overdue.push(overdueMinutes);
    }
    const waiting = await world.endings.find(ENDING);
    await world.table.edit(keys.activation(broken?.id ?? ''), { status: 'pending_approval' });
    world.passMinutes(8);
    await sweep(world);

    // After 1, 2 and 4 more minutes: at the first, third and seventh sweep.
    expect(overdue).toHaveLength(3);
    expect(waiting).toMatchObject({ failedPasses: 4 });
    expect(await world.endings.find(ENDING)).toBeUndefined();
    await expectAllEndedOnce(world, activations, 'eligibility_gone');
  });
});
