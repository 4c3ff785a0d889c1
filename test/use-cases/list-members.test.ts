import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Resource } from '#shared/domain/resource';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { listMembers, listRoleMembers, type Member, type MemberFilter } from '#shared/use-cases/list-members';
import { NOON, noonPlus } from '#test/support/activations';
import {
  alan,
  approval,
  assignment,
  EXCHANGE,
  foundOrganization,
  mallory,
  margaret,
  membership,
  operators,
  principal,
  robot,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { activate, ask, grant, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
const unit: Resource = { id: 'unit', displayName: 'Unit', kind: 'organizational_unit', ancestors: ['/'], revision: 1 };
const assign = (...given: Parameters<typeof assignment>) =>
  world.directory.addAssignment(assignment(...given), demonstration);

beforeEach(async () => {
  world = await foundOrganization(await open(), approval({ required: false }));
  await world.directory.addResource(unit, demonstration);
});

const membersOf = async (resourceId?: string) =>
  (await listRoleMembers({ roleId: EXCHANGE, resourceId, page: { limit: 100 } }, world)).items;
const brief = ({ principal: { displayName }, state, via }: Member) =>
  [displayName, state, via.kind === 'group' ? via.displayName : 'direct'].join(' ');

describe('the members of a role (ROL-2)', () => {
  it('are those assigned it, groups and their members, and those who activated it', async () => {
    await assign(alan, EXCHANGE, 'active', { endsAt: noonPlus(60) });
    await activate(world);
    const viaGroup = await ask(world, {}, margaret);
    await grant(world, viaGroup);

    const members = await membersOf();

    expect(members.map(brief)).toEqual([
      'alan active_time_bound direct',
      'Operators eligible_permanent direct',
      'margaret eligible_permanent Operators',
      'ada eligible_permanent direct',
      'ada activated direct',
      'margaret activated Operators',
    ]);
    expect(members[2]).toEqual({
      principal: { id: margaret.id, displayName: 'margaret', kind: 'user' },
      roleId: EXCHANGE,
      roleName: EXCHANGE,
      resourceId: '/',
      state: 'eligible_permanent',
      via: { kind: 'group', id: operators.id, displayName: operators.displayName },
      assignmentId: assignment(operators, EXCHANGE, 'eligible').id,
      startsAt: '2026-01-01T00:00:00.000Z',
    });
    expect(members[5]).toMatchObject({ activationId: viaGroup.id, endsAt: noonPlus(480) });
  });

  it('are not those whose right is over, who only asked, or who are disabled; what is to come is marked', async () => {
    await assign(alan, EXCHANGE, 'active', { endsAt: NOON });
    await assign(mallory, EXCHANGE, 'eligible', { startsAt: noonPlus(1), endsAt: noonPlus(2) });
    const disabled = principal('disabled', { enabled: false });
    const closed = { ...operators, id: 'grp_closed', displayName: 'Closed', enabled: false };
    for (const one of [disabled, closed]) {
      await world.directory.addPrincipal(one, demonstration);
      await assign(one, EXCHANGE, 'eligible');
    }
    await world.directory.addMember(membership(alan, closed), demonstration);
    await ask(world);

    const members = await membersOf();

    expect(members.map(brief).sort()).toEqual([
      'Operators eligible_permanent direct',
      'ada eligible_permanent direct',
      'mallory eligible_time_bound direct',
      'margaret eligible_permanent Operators',
    ]);
    expect(members.filter(({ scheduled }) => scheduled).map(brief)).toEqual(['mallory eligible_time_bound direct']);
  });

  it('are no longer activated the moment the end is reached, however late the sweeper is', async () => {
    await activate(world);
    expect((await membersOf()).map(brief)).toContain('ada activated direct');

    world.passMinutes(480);

    expect((await membersOf()).map(brief)).not.toContain('ada activated direct');
  });

  it('of an eligible group are people alone; of an active one machines, too (ASG-5)', async () => {
    await world.directory.addMember(membership(robot, operators), demonstration);
    await assign(operators, EXCHANGE, 'active');

    const states = (await membersOf()).filter(({ principal: { id } }) => id === robot.id).map(brief);

    expect(states).toEqual(['robot active_permanent Operators']);
  });

  it('at a resource are those whose right reaches it, with the node it stands at', async () => {
    await assign(mallory, EXCHANGE, 'eligible', { resourceId: unit.id });

    const [atUnit, atTop] = [await membersOf(unit.id), await membersOf('/')];

    expect(
      atUnit
        .map(({ principal: { displayName }, resourceId, inheritedFrom }) => [displayName, resourceId, inheritedFrom])
        .sort(),
    ).toEqual([
      ['Operators', 'unit', '/'],
      ['ada', 'unit', '/'],
      ['mallory', 'unit', undefined],
      ['margaret', 'unit', '/'],
    ]);
    expect(atTop.map(({ principal: { displayName } }) => displayName)).not.toContain('mallory');
    expect((await membersOf()).find(({ principal: { id } }) => id === mallory.id)?.resourceId).toBe('unit');
  });

  it.each([
    ['an unknown role', { roleId: 'nothing' }, 'role_not_found'],
    ['an unknown resource', { roleId: EXCHANGE, resourceId: 'nowhere' }, 'resource_not_found'],
  ])('of %s are refused', async (_, where, code) => {
    expect(await refusalOf(world, () => listRoleMembers({ ...where, page: { limit: 5 } }, world))).toMatchObject({
      code,
    });
  });
});

describe('the members of everything (ROL-3)', () => {
  it.each([1, 2, 100])('come role after role, at most %i a page, each once', async (limit) => {
    await activate(world);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listMembers({ limit, cursor }, world);
      pages.push(page.items.map((member) => `${member.roleName} ${brief(member)}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined && pages.length < 50);

    expect(pages.every((page) => page.length <= limit)).toBe(true);
    expect(pages.flat()).toEqual([
      `${EXCHANGE} Operators eligible_permanent direct`,
      `${EXCHANGE} margaret eligible_permanent Operators`,
      `${EXCHANGE} ada eligible_permanent direct`,
      `${EXCHANGE} ada activated direct`,
      'Privileged Role Administrator grace active_permanent direct',
      'Security Administrator alan active_permanent direct',
      'Security Administrator grace active_permanent direct',
    ]);
  });

  it('are filled up when many rights in a row are over', async () => {
    for (let at = 0; at < 12; at += 1)
      await assign(alan, EXCHANGE, 'active', {
        id: `asg_old_${at}`,
        endsAt: NOON,
        createdAt: `2025-01-01T00:00:${10 + at}.000Z`,
      });

    const page = await listMembers({ limit: 5 }, world);

    expect(page.items).toHaveLength(5);
    expect(page.items[0]?.principal.id).toBe(operators.id);
  });
});

describe('the members of everything, by principal and state', () => {
  const listed = async (filter: MemberFilter, limit = 100) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listMembers({ ...filter, limit, cursor }, world);
      pages.push(page.items.map((member) => `${member.roleName} ${brief(member)}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined && pages.length < 50);
    return pages;
  };

  beforeEach(async () => {
    await assign(margaret, SECURITY_ADMINISTRATOR, 'eligible', { endsAt: noonPlus(600), ticket: { number: 'CHG-7' } });
    await assign(margaret, EXCHANGE, 'active', { endsAt: NOON });
    const viaGroup = await ask(world, {}, margaret);
    await grant(world, viaGroup);
  });

  it.each([1, 2, 100])('are what one holds and may, directly and through groups, at most %i a page', async (limit) => {
    const pages = await listed({ principalId: margaret.id }, limit);

    expect(pages.every((page) => page.length <= limit)).toBe(true);
    expect(pages.flat()).toEqual([
      `${EXCHANGE} margaret eligible_permanent Operators`,
      `${EXCHANGE} margaret activated Operators`,
      'Security Administrator margaret eligible_time_bound direct',
    ]);
  });

  it('say of an assignment where it was asked for', async () => {
    const { items } = await listMembers({ principalId: margaret.id, state: 'eligible_time_bound', limit: 5 }, world);

    expect(items).toMatchObject([{ ticket: { number: 'CHG-7' } }]);
  });

  it('are those alone whom the filter names', async () => {
    const activated = `${EXCHANGE} margaret activated Operators`;
    const expected: [MemberFilter, string[]][] = [
      [{ principalId: margaret.id, state: 'activated' }, [activated]],
      [{ principalId: operators.id }, [`${EXCHANGE} Operators eligible_permanent direct`]],
      [{ principalId: mallory.id }, []],
      [{ principalId: 'prn_nobody' }, []],
      [{ state: 'activated' }, [activated]],
      [
        { state: 'active' },
        [
          activated,
          'Privileged Role Administrator grace active_permanent direct',
          'Security Administrator alan active_permanent direct',
          'Security Administrator grace active_permanent direct',
        ],
      ],
    ];

    for (const [filter, members] of expected) expect((await listed(filter)).flat()).toEqual(members);
  });

  it('of somebody disabled are nobody', async () => {
    const gone = principal('gone', { enabled: false });
    await world.directory.addPrincipal(gone, demonstration);
    await assign(gone, EXCHANGE, 'eligible');

    expect((await listed({ principalId: gone.id })).flat()).toEqual([]);
  });
});
