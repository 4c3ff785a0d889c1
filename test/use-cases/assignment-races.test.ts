import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { createRandom } from '#test/oracle/random';
import { alan, assignment, grace, mallory, margaret, unbound } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, assignTo, expectChains, organization, outcomesOf } from './assignment-steps.ts';
import { RACE_TIMEOUT } from './races.ts';
import { callerOf } from './steps.ts';

const open = useWorlds();
const ROUNDS = Array.from({ length: 50 }, (_, round) => round);

/** Lets each request wait a random while, the same while in every run, so that interleavings differ. */
function shuffle(world: World, seed: number): void {
  const { int } = createRandom(seed + 1);
  world.table.onRequest = async () => {
    for (let turns = int(10); turns > 0; turns -= 1) await turn();
  };
}

const settled = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

describe('two administrators at once', () => {
  it(
    'who are removed, or made eligible, in parallel: exactly one stays, whoever else is invited (ONB-4, 50 times)',
    async () => {
      const world = await organization(open);
      const permanent = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true };
      await world.directory.addPrincipal(unbound, demonstration);
      const invited = await assignOne(world, unbound, permanent);
      const graces = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active');
      let mine = { id: graces.id, holder: grace };

      for (const round of ROUNDS) {
        const other = mine.holder === grace ? alan : grace;
        const added = await assignOne(world, other, permanent);
        const caller = await callerOf(world, grace);
        shuffle(world, round);
        const take = (id: string) =>
          round % 3 === 0
            ? convertAssignment({ id, type: 'eligible' }, caller, world)
            : removeAssignment(id, caller, world);

        const outcomes = await Promise.all([settled(take(mine.id)), settled(take(added.id))]);
        world.table.onRequest = () => {};

        expect([...outcomes].sort()).toEqual(['done', 'last_administrator']);
        expect(await world.assignments.countAdministrators()).toBe(1);
        if (outcomes[0] === 'done') mine = { id: added.id, holder: other };
        const { items } = await world.assignments.list({ roleId: PRIVILEGED_ROLE_ADMINISTRATOR }, { limit: 100 });
        const active = items.filter(({ type, id }) => type === 'active' && id !== invited.id);
        expect(active.map(({ id }) => id)).toEqual([mine.id]);
        for (const { id, type } of items) if (type === 'eligible') await removeAssignment(id, caller, world);
      }
      await expectChains(world);
    },
    RACE_TIMEOUT,
  );

  it(
    'who assign the same to the same person: one does, the other is told which (50 times)',
    async () => {
      const world = await organization(open);

      for (const round of ROUNDS) {
        shuffle(world, round);
        const dates = { startsAt: plusMinutes(NOON, round * 10), endsAt: plusMinutes(NOON, round * 10 + 10) };

        const [first = [], second = []] = await Promise.all([
          assignTo(world, [mallory, margaret], dates),
          assignTo(world, [margaret, mallory], dates),
        ]);

        expect([...outcomesOf(first), ...outcomesOf(second)].sort()).toEqual([
          'added',
          'added',
          'assignment_overlaps',
          'assignment_overlaps',
        ]);
        const added = [...first, ...second].flatMap((one) => ('assignment' in one ? [one.assignment] : []));
        for (const one of [...first, ...second])
          if ('refusal' in one)
            expect(added.find(({ id }) => id === one.refusal.context.assignmentId)?.principalId).toBe(one.principalId);
      }
      world.table.onRequest = () => {};
      await expectChains(world);
    },
    RACE_TIMEOUT,
  );
});
