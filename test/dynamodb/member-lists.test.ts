import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { encodeCursor } from '#shared/dynamodb/cursor';
import type { Page, PageRequest } from '#shared/ports';
import type { Holding } from '#shared/ports/member-lists';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  grace,
  margaret,
  membership,
  operators,
  principal,
  role,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { namesByPage } from './administering.ts';
import { active, approved, pending, provisioning, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const members = ['m1', 'm2', 'm3', 'm4'].map((name) => principal(name));

/** Exchange: alan active, ada and the operators eligible, margaret activated through them; backup: grace eligible. */
async function worldWithMembers(open: OpenWorld): Promise<World> {
  const world = await open();
  for (const id of [EXCHANGE, 'backup', 'empty']) await world.directory.addRole(role(id), demonstration);
  for (const one of [ada, alan, grace, margaret, operators, ...members])
    await world.directory.addPrincipal(one, demonstration);
  for (const member of members) await world.directory.addMember(membership(member, operators), demonstration);
  for (const one of [
    assignment(alan, EXCHANGE, 'active'),
    assignment(ada, EXCHANGE, 'eligible', { id: 'asg_1' }),
    assignment(operators, EXCHANGE, 'eligible', { id: 'asg_2' }),
    assignment(grace, EXCHANGE, 'eligible', { id: 'asg_3' }),
    assignment(grace, 'backup', 'eligible', { id: 'asg_4' }),
  ])
    await world.directory.addAssignment(one, demonstration);
  const held = active(
    provisioning(approved({ requester: margaret, eligibility: { assignmentId: 'asg_2', holderId: operators.id } })),
  );
  await world.activations.add(held, requested, { guards: [] });
  await world.activations.add(pending({ id: 'act_2', requester: ada }), requested, { guards: [] });
  return world;
}

const nameOf = ({ principal: { displayName }, via, kind }: Holding) =>
  `${displayName}${via.kind === 'group' ? ` of ${via.displayName}` : ''}${kind === 'activated' ? ' activated' : ''}`;
const ofExchange = [
  'alan',
  'ada',
  'Operators',
  ...members.map(({ displayName }) => `${displayName} of Operators`),
  'grace',
];
const opens = ['ada activated', 'margaret of Operators activated'];

const allPages = (list: (page: PageRequest) => Promise<Page<Holding>>, limit: number) =>
  namesByPage(list, limit, nameOf);

onEveryEngine((open) => {
  describe('who has to do with a role', () => {
    it.each([1, 2, 3, 4, 5, 7, 100])(
      'is told once each, at most %i a page, also from inside a group',
      async (limit) => {
        const world = await worldWithMembers(open);

        const pages = await allPages((page) => world.memberLists.listForRole(EXCHANGE, page), limit);

        expect(pages.flat().slice(0, ofExchange.length)).toEqual(ofExchange);
        expect(pages.flat().slice(ofExchange.length).sort()).toEqual(opens);
        expect(pages.every((page) => page.length <= limit)).toBe(true);
        expect(pages.at(-1)).not.toEqual([]);
      },
    );

    it('is told of all roles, role after role', async () => {
      const world = await worldWithMembers(open);

      for (const limit of [1, 3, 100]) {
        const names = (await allPages(world.memberLists.listAll, limit)).flat();
        expect(names.slice(0, 1 + ofExchange.length)).toEqual(['grace', ...ofExchange]);
        expect(names).toHaveLength(1 + ofExchange.length + opens.length);
      }
    });

    it('goes on behind a group that lost its assignment, or members, between two pages', async () => {
      const world = await worldWithMembers(open);
      const list = (cursor?: string) => world.memberLists.listForRole(EXCHANGE, { limit: 5, cursor });
      const first = await list();
      expect(first.items.map(nameOf).at(-1)).toBe('m2 of Operators');
      await world.table.erase({ pk: `MEMBERS#${operators.id}`, sk: members[1]?.id ?? '' });

      expect((await list(first.nextCursor)).items.map(nameOf).slice(0, 3)).toEqual([
        'm3 of Operators',
        'm4 of Operators',
        'grace',
      ]);

      await world.table.erase({ pk: `PRINCIPAL#${operators.id}`, sk: 'ASSIGNMENT#asg_2' });
      expect((await list(first.nextCursor)).items.map(nameOf)[0]).toBe('grace');
    });

    it('costs no more than is bounded, however many roles nobody has', async () => {
      const world = await open();
      for (let at = 0; at < 70; at += 1) await world.directory.addRole(role(`role-${100 + at}`), demonstration);
      const before = world.table.requests.length;

      const first = await world.memberLists.listAll({ limit: 25 });

      expect(first.items).toEqual([]);
      expect(first.nextCursor).toBeDefined();
      expect(world.table.requests.length - before).toBeLessThan(80);
      const pages = await allPages(world.memberLists.listAll, 25);
      expect([pages.flat(), pages.length]).toEqual([[], 3]);
    });

    it.each(['x', `${EXCHANGE}|A|`, `${EXCHANGE}|Z|a`, `backup|A|active#`, `a#b|A|x`, `${EXCHANGE}|A|x|y|z`])(
      'refuses the cursor %j, which is not of its list',
      async (position) => {
        const world = await worldWithMembers(open);
        const cursor = encodeCursor(position);

        await expect(world.memberLists.listForRole(EXCHANGE, { limit: 5, cursor })).rejects.toMatchObject({
          code: 'invalid_cursor',
        });
      },
    );
  });
});
