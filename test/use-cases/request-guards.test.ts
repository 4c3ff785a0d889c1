import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '#shared/dynamodb/keys';
import type { Guard, Ports } from '#shared/ports';
import type { Caller } from '#shared/use-cases/caller';
import { planActivation } from '#shared/use-cases/plan-activation';
import { requestActivations } from '#shared/use-cases/request-activations';
import { ada, assignment, EXCHANGE, margaret, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, callerOf, grant, stored, WHY, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
});

const eligibility = keys.assignment(operators.id, assignment(operators, EXCHANGE, 'eligible').id);

/** Each right margaret's request through the operators rests on, and how it goes. */
const rights: [string, () => Promise<void>][] = [
  ['person', () => world.table.edit(keys.principal(margaret.id), { enabled: false })],
  ['role', () => world.table.edit(keys.role(EXCHANGE), { enabled: false })],
  ['group', () => world.table.edit(keys.principal(operators.id), { enabled: false })],
  ['membership', () => world.table.erase(keys.membership(margaret.id, operators.id))],
  ['eligibility', () => world.table.erase(eligibility)],
  ['eligibility as it was', () => world.table.edit(eligibility, { revision: 2 })],
];

/** What a request of this caller demands of the table. */
async function guardsOf(caller: Caller): Promise<readonly Guard[]> {
  const { guards } = await planActivation({ roleId: EXCHANGE }, WHY, caller, world);
  return guards;
}
const itemsOf = (guards: readonly Guard[]) => guards.map((guard) => JSON.stringify(guard));

describe('a right that goes between the judgement and the transaction', () => {
  it.each(rights.filter(([what]) => what !== 'role'))(
    '%s: no request is stored, so that an ending need not look for later ones',
    async (_, take) => {
      const caller = await callerOf(world, margaret);
      let after: unknown;
      const add: Ports['activations']['add'] = async (...args) => {
        await take();
        after = await world.exportTable();
        return world.activations.add(...args);
      };
      const racing = { ...world, activations: { ...world.activations, add } };

      const [result] = await requestActivations({ items: [{ roleId: EXCHANGE }], ...WHY }, caller, racing);

      expect(result).toMatchObject({ refusal: { code: 'changed_meanwhile' } });
      expect(await world.exportTable()).toEqual(after);
    },
  );

  it('role: the request is stored, so that those who ask for one role at once do not meet, and is never granted', async () => {
    const caller = await callerOf(world, margaret);
    const add: Ports['activations']['add'] = async (...args) => {
      await world.table.edit(keys.role(EXCHANGE), { enabled: false });
      return world.activations.add(...args);
    };
    const racing = { ...world, activations: { ...world.activations, add } };

    const [result] = await requestActivations({ items: [{ roleId: EXCHANGE }], ...WHY }, caller, racing);
    const { id } = result && 'activation' in result ? result.activation : { id: '' };
    const requested = await stored(world, id);

    await expect(grant(world, requested)).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'role_disabled' });
    expect(world.accessProvider.calls).toEqual([]);
  });

  it('the transaction of a request touches nothing that two people share who are eligible by themselves', async () => {
    const [mine, hers] = await Promise.all(
      [ada, margaret].map(async (person) => itemsOf(await guardsOf(await callerOf(world, person)))),
    );

    expect(mine?.length).toBeGreaterThan(0);
    expect(mine?.filter((item) => hers?.includes(item))).toEqual([]);
  });

  it.each(rights.slice(0, 5))('%s: nothing is granted (I19)', async (_, take) => {
    const approved = await ask(world, {}, margaret);
    const entitlements = {
      ...world.entitlements,
      find: async (key: string) => {
        await take();
        return world.entitlements.find(key);
      },
    };

    await expect(grant({ ...world, entitlements }, approved)).rejects.toMatchObject({ name: 'GrantRefused' });

    expect(await stored(world, approved.id)).toMatchObject({ status: 'cancelled' });
    expect(world.accessProvider.calls).toEqual([]);
  });
});
