import { describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { closeUndecided } from '#shared/use-cases/close-undecided';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { sweep } from '#shared/use-cases/sweep';
import { ada, alan, approval, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { expectOutcomes, RACE_TIMEOUT, rounds } from './races.ts';
import { ask, callerOf, grant, stored, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

const cancelOwn =
  (world: World) =>
  async ({ id }: Activation) =>
    cancelActivation(id, await callerOf(world, ada), world);

describe('two who act at once have one outcome, and the audit agrees (T-25)', () => {
  it(
    'two approvers of whom one is enough',
    async () => {
      const world = await foundOrganization(await open());

      const results = await rounds(
        world,
        () => ask(world),
        ({ id }) => vote(world, id, grace),
        ({ id }) => vote(world, id, alan),
      );

      expectOutcomes(results, ['done not_pending approved', 'not_pending done approved']);
      for (const { activation } of results)
        expect((await stored(world, activation.id)).approval?.votes).toHaveLength(1);
    },
    RACE_TIMEOUT,
  );

  it(
    'two approvers of whom both are wanted',
    async () => {
      const world = await foundOrganization(await open(), approval({ quorum: 2 }));

      const results = await rounds(
        world,
        () => ask(world),
        ({ id }) => vote(world, id, grace),
        ({ id }) => vote(world, id, alan),
      );

      expectOutcomes(results, ['done done approved']);
      for (const { activation } of results) {
        const { approval: decided } = await stored(world, activation.id);
        expect(decided?.votes.map(({ by }) => by.id).sort()).toEqual([alan.id, grace.id]);
      }
    },
    RACE_TIMEOUT,
  );

  it(
    'an approver and one who denies',
    async () => {
      const world = await foundOrganization(await open());

      const results = await rounds(
        world,
        () => ask(world),
        ({ id }) => vote(world, id, grace),
        ({ id }) => vote(world, id, alan, 'deny'),
      );

      expectOutcomes(results, ['done not_pending approved', 'not_pending done denied']);
    },
    RACE_TIMEOUT,
  );

  it(
    'an approver and the requester who cancels',
    async () => {
      const world = await foundOrganization(await open());

      const results = await rounds(
        world,
        () => ask(world),
        ({ id }) => vote(world, id),
        cancelOwn(world),
      );

      expectOutcomes(results, ['done done cancelled', 'not_pending done cancelled']);
    },
    RACE_TIMEOUT,
  );

  it(
    'the grant and the requester who cancels',
    async () => {
      const world = await worldWithoutApproval(open);

      const results = await rounds(
        world,
        () => ask(world),
        (activation) => grant(world, activation),
        cancelOwn(world),
      );

      expectOutcomes(results, ['done not_cancellable active', 'GrantRefused done cancelled'], ['Stale done cancelled']);
    },
    RACE_TIMEOUT,
  );

  it(
    'two grants of the same activation',
    async () => {
      const world = await worldWithoutApproval(open);

      const results = await rounds(
        world,
        () => ask(world),
        (activation) => grant(world, activation, 'a'),
        (activation) => grant(world, activation, 'b'),
      );

      expectOutcomes(
        results,
        ['done done active'],
        ['Stale done active', 'done Stale active', 'Stale Stale provisioning'],
      );
    },
    RACE_TIMEOUT,
  );
});

describe('an approver and the deadline, a millisecond apart or none', () => {
  const offsets = [-1, 0, 1];
  const clockOf = (world: World, { approval: asked }: Activation, milliseconds: number): World => ({
    ...world,
    now: () => plusMinutes(asked?.deadline ?? '', milliseconds / 60_000),
  });

  it.each([
    ['a millisecond before it approves, or finds the request timed out', -1, ['approved', 'timed_out']],
    ['at it approves nothing', 0, ['pending_approval', 'timed_out']],
    ['a millisecond after it approves nothing', 1, ['pending_approval', 'timed_out']],
  ])('a vote %s', { timeout: RACE_TIMEOUT }, async (_, voter, statuses) => {
    const world = await foundOrganization(await open());

    const results = await rounds(
      world,
      () => ask(world),
      (activation) => vote(clockOf(world, activation, voter), activation.id),
      (activation, round) => close(clockOf(world, activation, offsets[round % 3] ?? 0), activation, round),
    );

    expect(new Set(results.map(({ outcome }) => outcome.split(' ').at(-1)))).toEqual(new Set(statuses));
  });
});

/** By turns the workflow closes what is undecided, and the sweeper does, who comes a minute later. */
async function close(world: World, { id }: Activation, round: number): Promise<void> {
  if (round % 2 === 0) await closeUndecided({ activationId: id }, world).catch(goOn);
  else await sweep({ ...world, now: () => plusMinutes(world.now(), 1) });
}

/** A yes in the last moment is told to the workflow, which goes on. */
function goOn(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AlreadyApproved') throw error;
}
