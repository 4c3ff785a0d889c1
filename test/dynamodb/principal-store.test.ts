import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { keys } from '#shared/dynamodb/keys';
import { Stale } from '#shared/ports';
import {
  ada,
  assignment,
  grace,
  ISSUER,
  margaret,
  membership,
  operators,
  principal,
  robot,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { pending, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const auditors = { ...operators, id: 'grp_auditors', displayName: 'Auditors' };

async function worldWithGroups(open: OpenWorld): Promise<World> {
  const world = await open();
  for (const one of [ada, margaret, robot, operators, auditors]) await world.directory.addPrincipal(one, demonstration);
  for (const group of [operators, auditors])
    await world.directory.addMember(membership(margaret, group), demonstration);
  for (const [holder, roleId] of [
    [margaret, 'own'],
    [operators, 'operate'],
    [auditors, 'audit'],
    [ada, 'other'],
  ] as const)
    await world.directory.addAssignment(assignment(holder, roleId, 'eligible'), demonstration);
  return world;
}

function viewContract(open: OpenWorld): void {
  describe('the view of a principal', () => {
    it('has what they are, belong to, are assigned, are assigned through groups, and have open', async () => {
      const world = await worldWithGroups(open);
      await world.activations.add(pending({ requester: margaret, roleId: 'own' }), requested, { guards: [] });

      const view = await world.principals.view(margaret.id);

      expect(view?.principal).toEqual(margaret);
      expect(view?.memberships.map(({ groupId }) => groupId).sort()).toEqual([auditors.id, operators.id]);
      expect(
        view?.held.map(({ assignment: { roleId }, via }) => [roleId, via.kind === 'group' ? via.id : 'direct']).sort(),
      ).toEqual([
        ['audit', auditors.id],
        ['operate', operators.id],
        ['own', 'direct'],
      ]);
      expect(view?.open).toMatchObject([{ roleId: 'own', status: 'pending_approval' }]);
    });

    it('costs one query, and one more for each group', async () => {
      const world = await worldWithGroups(open);
      const before = world.table.requests.length;

      await world.principals.view(ada.id);
      await world.principals.view(margaret.id);

      expect(world.table.requests.slice(before)).toEqual(['Query', 'Query', 'Query', 'Query']);
    });

    it('leaves out a group that is disabled: what it is assigned, and what it may decide', async () => {
      const world = await worldWithGroups(open);
      await world.table.edit(keys.principal(operators.id), { enabled: false });

      const view = await world.principals.view(margaret.id);

      expect(view?.held.map(({ assignment: { roleId } }) => roleId).sort()).toEqual(['audit', 'own']);
      expect(view?.memberships.map(({ groupId }) => groupId)).toEqual([auditors.id]);
    });

    it('calls a group by its name of now, not by that of the day somebody joined', async () => {
      const world = await worldWithGroups(open);
      await world.table.edit(keys.principal(operators.id), { displayName: 'Operations' });

      const view = await world.principals.view(margaret.id);

      expect(view?.memberships.map(({ groupName }) => groupName).sort()).toEqual(['Auditors', 'Operations']);
      expect(view?.held.map(({ via }) => (via.kind === 'group' ? via.displayName : '')).sort()).toEqual([
        '',
        'Auditors',
        'Operations',
      ]);
    });

    it('reads no event, however much has happened to them', async () => {
      const world = await worldWithGroups(open);

      const own = (await world.exportTable()).filter(({ pk }) => pk === keys.principal(operators.id).pk);

      expect(own.map(({ entity }) => entity).sort()).toEqual(['assignment', 'assignment_slot', 'principal']);
    });

    it('is found among several in one request, in their order, each once, without those unknown', async () => {
      const world = await worldWithGroups(open);
      const before = world.table.requests.length;

      const found = await world.principals.findSeveral([robot.id, 'prn_nobody', ada.id, robot.id]);

      expect(found.map(({ id }) => id)).toEqual([robot.id, ada.id]);
      expect(world.table.requests.slice(before)).toEqual(['BatchGetItem']);
      expect(await world.principals.findSeveral([])).toEqual([]);
    });

    it('is nothing for somebody unknown', async () => {
      const world = await worldWithGroups(open);

      expect(await world.principals.view('prn_nobody')).toBeUndefined();
      expect(await world.principals.find('prn_nobody')).toBeUndefined();
    });
  });
}

function membersContract(open: OpenWorld): void {
  describe('the members of a group', () => {
    it('are its enabled people, not its machines', async () => {
      const world = await worldWithGroups(open);
      const off = principal('off', { enabled: false });
      await world.directory.addPrincipal(off, demonstration);
      for (const member of [ada, off, robot])
        await world.directory.addMember(membership(member, operators), demonstration);

      const members = await world.principals.listMembers(operators.id);

      expect(members.map(({ id }) => id)).toEqual([ada.id, margaret.id]);
    });
  });
}

function bindingContract(open: OpenWorld): void {
  describe('the binding of issuer and subject', () => {
    it('finds the one principal it names, and nobody under another issuer', async () => {
      const world = await worldWithGroups(open);

      expect(await world.principals.findIdByIdentity(ISSUER, 'ada')).toBe(ada.id);
      expect(await world.principals.findIdByIdentity('https://other.example', 'ada')).toBeUndefined();
      expect(await world.principals.findIdByIdentity(ISSUER, 'nobody')).toBeUndefined();
    });

    it('is made once: a second principal with the same identity is refused and leaves nothing', async () => {
      const world = await worldWithGroups(open);
      const before = await world.exportTable();

      const imposter = world.directory.addPrincipal(principal('imposter', { subject: 'ada' }), demonstration);

      await expect(imposter).rejects.toBeInstanceOf(Stale);
      expect(await world.exportTable()).toEqual(before);
    });

    it('is never compared by address', async () => {
      const world = await worldWithGroups(open);

      await world.directory.addPrincipal({ ...grace, email: 'ada@example.test' }, demonstration);

      expect(await world.principals.findIdByIdentity(ISSUER, 'grace')).toBe(grace.id);
    });
  });
}

onEveryEngine((open) => {
  viewContract(open);
  membersContract(open);
  bindingContract(open);
});
