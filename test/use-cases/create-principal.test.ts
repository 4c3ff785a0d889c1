import { describe, expect, it } from 'vitest';
import type { NewPrincipal } from '#shared/domain/new-principal';
import { createPrincipal } from '#shared/use-cases/create-principal';
import { ada, foundOrganization, grace, ISSUER, margaret, operators, robot } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { chainOf } from './organization.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
const create = async (world: World, wanted: NewPrincipal) =>
  (await createPrincipal(wanted, await callerOf(world, grace), world)).principal;
const barbara = { kind: 'user', displayName: 'Barbara', issuer: ISSUER, subject: 'barbara' } as const;
const board = { kind: 'group', displayName: 'Board' } as const;

describe('adding a principal', () => {
  it('makes somebody known by issuer and subject, under an id of its own, and puts it on record', async () => {
    const world = await foundOrganization(await open());

    const principal = await create(world, { ...barbara, email: 'b@example.test', personId: 'person_b' });

    expect(principal).toEqual({
      ...barbara,
      id: expect.stringMatching(/^prn_/),
      email: 'b@example.test',
      addressedBy: { id: grace.id, at: NOON },
      personId: 'person_b',
      enabled: true,
      revision: 1,
    });
    expect(await world.principals.find(principal.id)).toEqual(principal);
    expect(await world.principals.findIdByIdentity(ISSUER, 'barbara')).toBe(principal.id);
    expect(await chainOf(world, principal.id)).toMatchObject([
      {
        type: 'principal.added',
        actor: { id: grace.id, displayName: grace.displayName },
        details: { ...barbara, email: 'b@example.test', personId: 'person_b' },
      },
    ]);
  });

  it('takes the id that is wanted, and the same subject of another issuer for somebody else', async () => {
    const world = await foundOrganization(await open());

    const linus = await create(world, {
      ...barbara,
      id: 'linus',
      kind: 'guest',
      issuer: 'https://partner.example',
      subject: 'ada',
    });

    expect(linus).toMatchObject({ id: 'linus', kind: 'guest' });
    expect(await world.principals.findIdByIdentity(ISSUER, 'ada')).toBe(ada.id);
    expect(await world.principals.findIdByIdentity('https://partner.example', 'ada')).toBe('linus');
  });

  it('makes a group with its first members, each once', async () => {
    const world = await foundOrganization(await open());

    const group = await create(world, { ...board, id: 'grp_board', members: [ada.id, margaret.id, ada.id] });

    expect(await world.principals.listMembers(group.id)).toEqual([ada, margaret]);
    expect(await chainOf(world, group.id)).toMatchObject([
      { type: 'principal.added', details: board },
      {
        type: 'group.member_added',
        details: { groupId: group.id, groupName: 'Board', principalIds: [ada.id, margaret.id] },
      },
    ]);
  });

  it('lets a group be empty', async () => {
    const world = await foundOrganization(await open());

    const group = await create(world, { ...board, members: [] });

    expect((await chainOf(world, group.id)).map(({ type }) => type)).toEqual(['principal.added']);
  });

  it.each<[string, NewPrincipal, string]>([
    ['an id that is taken', { ...barbara, id: ada.id }, 'principal_exists'],
    ['the id of a part of Lapse', { ...barbara, id: 'sweeper' }, 'principal_exists'],
    ['the id of the import', { ...barbara, id: 'organization-import' }, 'principal_exists'],
    ['an identity that is bound', { ...barbara, subject: 'ada' }, 'identity_taken'],
  ])('with %s is refused and changes nothing', async (_, wanted, code) => {
    const world = await foundOrganization(await open());

    expect(await refusalOf(world, () => create(world, wanted))).toMatchObject({ code, kind: 'conflict' });
  });

  it('with members that cannot be is refused, and every one of them named', async () => {
    const world = await foundOrganization(await open());
    const members = [ada.id, operators.id, robot.id, 'prn_nobody', 'grp_board'];

    const refusal = await refusalOf(world, () => create(world, { ...board, id: 'grp_board', members }));

    expect(refusal).toMatchObject({
      kind: 'rule',
      context: {
        violations: [
          { rule: 'members.1', code: 'group_not_a_member', limit: operators.id },
          { rule: 'members.2', code: 'member_not_a_person', limit: robot.id },
          { rule: 'members.3', code: 'member_not_found', limit: 'prn_nobody' },
          { rule: 'members.4', code: 'group_not_a_member', limit: 'grp_board' },
        ],
      },
    });
  });

  it('is done by one of twenty at once who want the same identity', async () => {
    const world = await foundOrganization(await open());

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => create(world, barbara)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(['identity_taken']));
    const named = (await world.exportTable()).filter(({ displayName }) => displayName === 'Barbara');
    expect(named).toHaveLength(1);
  });
});
