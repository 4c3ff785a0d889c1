import { beforeEach, describe, expect, it } from 'vitest';
import type { PrincipalChange } from '#shared/domain/principal-change';
import { identify } from '#shared/use-cases/caller';
import {
  ada,
  alan,
  foundOrganization,
  grace,
  ISSUER,
  mallory,
  margaret,
  operators,
  robot,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { causesOfEndings, chainOf, change } from './organization.ts';
import { refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const newestOf = async (id: string) => (await chainOf(world, id)).at(-1);

describe('changing what is known of a principal', () => {
  it('keeps everything else, and puts the new values on record', async () => {
    const changed = await change(world, ada.id, { displayName: 'Ada Lovelace', personId: 'person_ada' });

    expect(changed).toEqual({ ...ada, displayName: 'Ada Lovelace', personId: 'person_ada', revision: 2 });
    expect(await world.principals.find(ada.id)).toEqual(changed);
    expect(await newestOf(ada.id)).toMatchObject({
      type: 'principal.changed',
      actor: { id: grace.id },
      details: { displayName: 'Ada Lovelace', personId: 'person_ada' },
    });
    expect(await identify({ issuer: ISSUER, subject: 'ada' }, world)).toMatchObject({ principal: changed });
  });

  it.each<[string, string, PrincipalChange]>([
    ['to nothing', ada.id, {}],
    ['to what it is', ada.id, { displayName: ada.displayName, email: `${ada.email}`, enabled: true }],
    [
      'by adding a member and removing a stranger',
      operators.id,
      { addMembers: [margaret.id], removeMembers: [ada.id] },
    ],
  ])('%s changes nothing and is no event', async (_, id, changes) => {
    const before = await world.exportTable();

    const same = await change(world, id, changes);

    expect(same).toEqual(await world.principals.find(id));
    expect(await world.exportTable()).toEqual(before);
  });

  it('is refused for nobody', async () => {
    expect(await refusalOf(world, () => change(world, 'prn_nobody', { enabled: false }))).toMatchObject({
      code: 'principal_not_found',
    });
  });

  it('by two at once is done for both, one after the other', async () => {
    await Promise.all([
      change(world, ada.id, { displayName: 'Ada L.' }),
      change(world, ada.id, { email: 'ada.l@example.test' }),
    ]);

    expect(await world.principals.find(ada.id)).toMatchObject({
      displayName: 'Ada L.',
      email: 'ada.l@example.test',
      revision: 3,
    });
    expect((await chainOf(world, ada.id)).map(({ type }) => type)).toEqual([
      'principal.added',
      'principal.changed',
      'principal.changed',
    ]);
  });
});

describe('changing who belongs to a group', () => {
  it('is one event a call and direction, in the chain of the group, and ends what rested on it', async () => {
    await change(world, operators.id, { addMembers: [ada.id, alan.id, margaret.id] });
    await change(world, operators.id, { addMembers: [mallory.id], removeMembers: [margaret.id, alan.id] });

    expect((await world.principals.listMembers(operators.id)).map(({ id }) => id)).toEqual([ada.id, mallory.id]);
    const name = { groupId: operators.id, groupName: operators.displayName };
    expect((await chainOf(world, operators.id)).slice(2)).toMatchObject([
      { type: 'group.member_added', details: { ...name, principalIds: [ada.id, alan.id] } },
      { type: 'group.member_added', details: { ...name, principalIds: [mallory.id] } },
      { type: 'group.member_removed', details: { ...name, principalIds: [margaret.id, alan.id] } },
    ]);
    const group = { kind: 'group', id: operators.id };
    const joined = { reason: 'approvers_changed', entries: expect.arrayContaining([group]) };
    expect(await causesOfEndings(world)).toMatchObject([
      joined,
      { reason: 'membership_gone', groupId: operators.id, principalId: margaret.id },
      { reason: 'membership_gone', groupId: operators.id, principalId: alan.id },
      joined,
    ]);
  });

  it('takes the right that came with it', async () => {
    await change(world, operators.id, { removeMembers: [margaret.id] });

    expect(await world.principals.view(margaret.id)).toMatchObject({ memberships: [], held: [] });
  });

  it('refuses who cannot belong to one, naming each by field and id', async () => {
    const refusal = await refusalOf(world, () =>
      change(world, operators.id, {
        addMembers: [ada.id, operators.id, robot.id, 'prn_nobody'],
        removeMembers: ['prn_nobody_else', ada.id],
      }),
    );

    expect(refusal).toMatchObject({
      context: {
        violations: [
          { rule: 'removeMembers.1', code: 'member_named_twice', limit: ada.id },
          { rule: 'addMembers.1', code: 'group_not_a_member', limit: operators.id },
          { rule: 'addMembers.2', code: 'member_not_a_person', limit: robot.id },
          { rule: 'addMembers.3', code: 'member_not_found', limit: 'prn_nobody' },
          { rule: 'removeMembers.0', code: 'member_not_found', limit: 'prn_nobody_else' },
        ],
      },
    });
  });

  it('by many at once loses nobody', async () => {
    const joining = [ada, alan, mallory];

    await Promise.all(joining.map(({ id }) => change(world, operators.id, { addMembers: [id] })));

    expect(await world.principals.listMembers(operators.id)).toHaveLength(4);
    expect(await chainOf(world, operators.id)).toHaveLength(5);
  });

  it('adds the same person once, however many do it at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => change(world, operators.id, { addMembers: [ada.id] })));

    expect((await chainOf(world, operators.id)).map(({ type }) => type)).toEqual([
      'principal.added',
      'group.member_added',
      'group.member_added',
    ]);
  });
});

describe('disabling a principal', () => {
  it('shuts them out and ends what they hold; enabling lets them in again', async () => {
    await change(world, ada.id, { enabled: false });

    await expect(identify({ issuer: ISSUER, subject: 'ada' }, world)).rejects.toMatchObject({
      code: 'principal_disabled',
    });
    expect(await newestOf(ada.id)).toMatchObject({ type: 'principal.disabled', details: { kind: 'user' } });
    expect(await causesOfEndings(world)).toEqual([{ reason: 'principal_disabled', principalId: ada.id, kind: 'user' }]);
    expect(await world.dues.list('2026-11-22T12:01:00.000Z', 10)).toMatchObject([{ kind: 'ending' }]);

    await change(world, ada.id, { enabled: true });

    expect((await identify({ issuer: ISSUER, subject: 'ada' }, world)).principal.enabled).toBe(true);
    expect(await newestOf(ada.id)).toMatchObject({ type: 'principal.enabled' });
    expect((await causesOfEndings(world)).map(({ reason }) => reason)).toEqual([
      'principal_disabled',
      'approvers_changed',
    ]);
  });

  it('writes down the ending as it is worked off: by whom, since when, from the start', async () => {
    await change(world, operators.id, { enabled: false });

    const [ending] = (await world.exportTable()).filter(({ entity }) => entity === 'ending');
    expect(ending).toMatchObject({
      id: expect.stringMatching(/^end_/),
      actor: { id: grace.id, displayName: grace.displayName },
      at: NOON,
      pages: 0,
      cause: { reason: 'principal_disabled', principalId: operators.id, kind: 'group' },
    });
  });

  it('goes with other changes in one call, each on record by itself', async () => {
    await change(world, operators.id, { displayName: 'Ops', removeMembers: [margaret.id], enabled: false });

    expect((await chainOf(world, operators.id)).slice(2).map(({ type }) => type)).toEqual([
      'principal.changed',
      'group.member_removed',
      'principal.disabled',
    ]);
    expect((await causesOfEndings(world)).map(({ reason }) => reason)).toEqual([
      'membership_gone',
      'principal_disabled',
    ]);
  });

  it('is refused for the last administrator, by themselves, too (ONB-4)', async () => {
    const refusal = await refusalOf(world, () => change(world, grace.id, { displayName: 'G', enabled: false }));

    expect(refusal).toMatchObject({ code: 'last_administrator', kind: 'conflict' });
  });
});
