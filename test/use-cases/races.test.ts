import { describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { closeUndecided } from '#shared/use-cases/close-undecided';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada, alan, approval, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { finish, RACE_TIMEOUT, ROUNDS, race, shuffle } from './races.ts';
import { activate, ask, callerOf, expectSound, grant, stored, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

interface Round {
  readonly number: number;
  readonly activation: Activation;
  /** What both came to, joined, and the status after it. */
  readonly outcome: string;
}

/** Runs 50 rounds on fresh activations, each judged, brought to its end and judged again. */
async function rounds(
  world: World,
  prepare: () => Promise<Activation>,
  first: (activation: Activation, round: number) => Promise<unknown>,
  second: (activation: Activation, round: number) => Promise<unknown>,
): Promise<Round[]> {
  const results: Round[] = [];
  for (let number = 0; number < ROUNDS; number += 1) {
    shuffle(world, number + 1);
    const activation = await prepare();
    const both = await race(
      number,
      () => first(activation, number),
      () => second(activation, number),
    );
    const { status } = await expectSound(world, activation.id);
    results.push({ number, activation, outcome: [...both, status].join(' ') });
    await finish(world, activation.id);
    await expectSound(world, activation.id);
  }
  expect(world.accessProvider.given.size).toBe(0);
  return results;
}

/** All outcomes that came up are among those allowed, and each of those named first did come up. */
function expectOutcomes(results: Round[], certain: string[], possible: string[] = []): void {
  const seen = new Set(results.map(({ outcome }) => outcome));
  expect([...certain, ...possible]).toEqual(expect.arrayContaining([...seen]));
  expect([...seen]).toEqual(expect.arrayContaining(certain));
}

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
    'the grant and an approver’s twin: the workflow that starts it twice',
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

  it.each(offsets.flatMap((voter) => offsets.map((closer) => ({ voter, closer }))))(
    'with the vote at $voter ms and the timeout at $closer ms',
    async ({ voter, closer }) => {
      const world = await foundOrganization(await open());

      const results = await rounds(
        world,
        () => ask(world),
        (activation) => vote(clockOf(world, activation, voter), activation.id),
        (activation, round) =>
          round % 2 === 0
            ? closeUndecided({ activationId: activation.id }, clockOf(world, activation, closer)).catch(goOn)
            : sweep(clockOf(world, activation, closer + 60_000)),
      );

      const early = voter < 0;
      const seen = new Set(results.map(({ outcome }) => outcome.split(' ').at(-1)));
      expect([...seen].sort()).toEqual(early ? ['approved', 'timed_out'] : expect.not.arrayContaining(['approved']));
    },
    RACE_TIMEOUT,
  );
});

/** A yes in the last moment is told to the workflow, which goes on. */
function goOn(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AlreadyApproved') throw error;
}

describe('an access that ends twice at once', () => {
  const giveBack =
    (world: World) =>
    async ({ id }: Activation) =>
      deactivateActivation(id, await callerOf(world, ada), world);

  it.each(['the workflow', 'the sweeper'])(
    'by its holder and, at its end, by %s: is withdrawn once and for one reason',
    async (who) => {
      const world = await worldWithoutApproval(open);
      const expire = ({ id, generation }: Activation) =>
        who === 'the workflow' ? revokeAccess({ activationId: id, generation }, world) : sweep(world);
      const prepare = async () => {
        const active = await activate(world, { durationMinutes: 60 });
        world.passMinutes(61);
        await world.heartbeat.beat(world.now());
        return active;
      };

      const results = await rounds(world, prepare, giveBack(world), expire);

      for (const { activation } of results) {
        const events = await world.activations.listEvents(activation.id);
        expect(events.filter(({ type }) => type === 'activation.revoking')).toHaveLength(1);
        const ended = await stored(world, activation.id);
        expect(ended).toMatchObject({ status: 'ended' });
        const holder = events.find(({ type }) => type === 'activation.revoking')?.actor.id === ada.id;
        expect('outcome' in ended && ended.outcome).toBe(holder ? 'deactivated' : 'expired');
      }
      const outcomes = results.map(({ outcome }) => outcome.split(' ')[0]);
      expect(new Set(outcomes)).toEqual(new Set(['done', 'not_active']));
    },
    RACE_TIMEOUT,
  );
});
