import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { EXCHANGE, mallory, margaret } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, organization } from './assignment-steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
  await assignOne(world, mallory);
});

const evaluate = ({ id } = mallory, needs: Parameters<typeof evaluateAccess>[1] = world) =>
  evaluateAccess(
    { subject: { type: 'user', id }, action: { name: 'use' }, resource: { type: 'role', id: EXCHANGE } },
    needs,
  );
const usesOf = async ({ id } = mallory) => (await world.principals.view(id))?.uses;
const writes = () => world.table.requests.filter((name) => name === 'UpdateItem').length;

describe('the use of a role', () => {
  it('is noted on a yes, at most once an hour', async () => {
    await evaluate();
    world.passMinutes(59.9);
    await evaluate();
    expect(await usesOf()).toEqual([{ roleId: EXCHANGE, lastUsedAt: NOON }]);
    expect(writes()).toBe(1);

    world.passMinutes(0.1);
    await evaluate();
    expect(await usesOf()).toEqual([{ roleId: EXCHANGE, lastUsedAt: world.now() }]);
    expect(writes()).toBe(2);
  });

  it('is not noted on a no', async () => {
    expect(await evaluate(margaret)).toMatchObject({ decision: false });

    expect([await usesOf(margaret), writes()]).toEqual([[], 0]);
  });

  it('is noted once by twenty questions at once, and all are answered yes', async () => {
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => evaluate()));

    expect(verdicts.every(({ decision }) => decision)).toBe(true);
    expect(await usesOf()).toEqual([{ roleId: EXCHANGE, lastUsedAt: NOON }]);
  });

  it('that cannot be noted never changes the answer, and is told', async () => {
    const told: unknown[] = [];
    const outage = new Refusal('table_unreachable');
    const needs = {
      ...world,
      roleUses: { record: () => Promise.reject(outage) },
      useNotRecorded: (error: unknown) => told.push(error),
    };

    expect(await evaluate(mallory, needs)).toMatchObject({ decision: true });
    expect(told).toEqual([outage]);
  });

  it('is no change of rights: it puts nothing on record', async () => {
    const eventsIn = async () => (await world.exportTable()).filter(({ entity }) => entity === 'event').length;
    const before = await eventsIn();

    await evaluate();

    expect(await eventsIn()).toBe(before);
  });
});
