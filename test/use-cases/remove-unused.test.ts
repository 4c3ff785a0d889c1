import { beforeEach, describe, expect, it } from 'vitest';
import type { RoleChanges } from '#shared/domain/role';
import { defaultSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { assignRole } from '#shared/use-cases/assign-role';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { createPrincipal } from '#shared/use-cases/create-principal';
import { createRole, updateRole } from '#shared/use-cases/keep-roles';
import { removeUnused } from '#shared/use-cases/remove-unused';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import { ada, EXCHANGE, foundOrganization, grace, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
const update = async (id: string, changes: RoleChanges) => updateRole(id, changes, await callerOf(world, grace), world);
beforeEach(async () => {
  world = await foundOrganization(await open());
  await createRole({ id: 'dba', displayName: 'DBA' }, grace, world);
  await createResource({ id: 'unit', displayName: 'Unit', kind: 'organizational_unit' }, grace, world);
  await createResource({ id: 'shop', displayName: 'Shop', kind: 'account', parentId: 'unit' }, grace, world);
  await person('barbara');
  await createPrincipal({ id: 'crew', kind: 'group', displayName: 'Crew' }, await callerOf(world, grace), world);
});

const person = async (id: string) =>
  createPrincipal(
    { id, kind: 'user', displayName: id, issuer: 'https://issuer.test', subject: id },
    await callerOf(world, grace),
    world,
  );
const assign = async (principalId: string, roleId: string, resourceId = '/') =>
  assignRole(
    { principalIds: [principalId], roleId, resourceId, type: 'eligible', justification: 'x' },
    await callerOf(world, grace),
    world,
  );
const remove = (noun: 'role' | 'resource' | 'principal', id: string) => removeUnused(noun, id, grace, world);
const saveSettings = (roleId: string, resourceId: string, approvers: { kind: 'user' | 'group'; id: string }[]) => {
  const entries = approvers.map((entry) => ({ ...entry, displayName: entry.id }));
  const settings = { ...defaultSettings, approval: { ...defaultSettings.approval, approvers: entries } };
  const draft = { type: 'role.settings_changed', actor: grace, details: {} } as const;
  return world.settingsRecords.save({ roleId, resourceId, version: 1, settings }, draft, []);
};
const eventsOf = async (subjectKind: 'role' | 'resource' | 'principal', subjectId: string) =>
  (await world.auditTrail.list({ subjectKind, subjectId }, { limit: 10 })).items.map(({ type }) => type).reverse();

describe('what nothing ever named', () => {
  it.each([
    ['role', 'dba'],
    ['resource', 'shop'],
    ['principal', 'barbara'],
    ['principal', 'crew'],
  ] as const)('is removed: the %s %s, with a last event, once', async (noun, id) => {
    await remove(noun, id);

    expect(await refusalOf(world, () => remove(noun, id))).toMatchObject({ code: `${noun}_not_found` });
    expect(await eventsOf(noun, id)).toEqual([`${noun}.added`, `${noun}.removed`]);
  });

  it('never gives its id to anything again', async () => {
    await remove('role', 'dba');
    await remove('resource', 'shop');
    await remove('principal', 'barbara');
    const again = { code: 'id_retired' };

    expect(await refusalOf(world, () => createRole({ id: 'dba', displayName: 'X' }, grace, world))).toMatchObject(
      again,
    );
    expect(
      await refusalOf(world, () => createResource({ id: 'shop', displayName: 'X', kind: 'account' }, grace, world)),
    ).toMatchObject(again);
    expect(await refusalOf(world, () => person('barbara'))).toMatchObject(again);
  });

  it('sets the sign-in of a principal free, and the place below its parent', async () => {
    await remove('principal', 'barbara');
    await remove('resource', 'shop');

    await createPrincipal(
      { id: 'b2', kind: 'user', displayName: 'B', issuer: 'https://issuer.test', subject: 'barbara' },
      await callerOf(world, grace),
      world,
    );
    expect(await world.principals.findIdByIdentity('https://issuer.test', 'barbara')).toBe('b2');
    expect(await world.resourceTree.countChildren('unit')).toBe(0);
  });

  it('is not removed for a refusal alone: who was named by what came to nothing can still go', async () => {
    const [result] = await assign('barbara', 'no-such-role');

    expect(result).toHaveProperty('refusal');
    await remove('principal', 'barbara');
  });
});

describe('what was named stays, and says by what', () => {
  const inUse = async (noun: 'role' | 'resource' | 'principal', id: string) =>
    (await refusalOf(world, () => remove(noun, id))) as { code: string; context: { violations: { limit: string }[] } };

  it.each([
    ['role', 'dba'],
    ['resource', 'shop'],
    ['principal', 'barbara'],
  ] as const)('the %s %s after an assignment, also when that is gone', async (noun, id) => {
    await assign('barbara', 'dba', 'shop');
    const [assignment] = (await world.assignments.list({ roleId: 'dba' }, { limit: 5 })).items;
    const holder = await world.assignments.findHolder('barbara');
    const draft = { type: 'assignment.removed', actor: grace, details: {} } as const;
    if (assignment && holder) await world.assignments.remove(assignment, holder, draft, { waiting: undefined });

    expect(await inUse(noun, id)).toMatchObject({
      code: 'in_use',
      context: { violations: [{ rule: 'id', limit: 'assignment' }] },
    });
  });

  it('a resource after an activation at it, under an eligibility above it', async () => {
    await ask(world, { roleId: EXCHANGE, resourceId: 'shop' });

    expect((await inUse('resource', 'shop')).context.violations[0]?.limit).toBe('activation');
  });

  it('a resource that once had something below it', async () => {
    await remove('resource', 'shop');

    expect((await inUse('resource', 'unit')).context.violations[0]?.limit).toBe('child');
  });

  it('a member and its group, also after the membership', async () => {
    const caller = await callerOf(world, grace);
    await changePrincipal('crew', { addMembers: ['barbara'] }, caller, world);
    await changePrincipal('crew', { removeMembers: ['barbara'] }, caller, world);

    for (const id of ['crew', 'barbara'])
      expect((await inUse('principal', id)).context.violations[0]?.limit).toBe('membership');
  });

  it('roles, resources, people and groups that settings name', async () => {
    await saveSettings('dba', 'shop', [
      { kind: 'user', id: 'barbara' },
      { kind: 'group', id: 'crew' },
    ]);

    for (const [noun, id] of [
      ['role', 'dba'],
      ['resource', 'shop'],
      ['principal', 'barbara'],
      ['principal', 'crew'],
    ] as const)
      expect((await inUse(noun, id)).context.violations[0]?.limit).toBe('settings');
  });

  it('an account that is said to be the person behind another one', async () => {
    await world.principals.find('barbara');
    await createPrincipal(
      { id: 'b2', kind: 'user', displayName: 'B', personId: 'barbara' },
      await callerOf(world, grace),
      world,
    );

    expect((await inUse('principal', 'barbara')).context.violations[0]?.limit).toBe('person');
  });

  it('what a version wrote that kept no count', async () => {
    await world.table.edit(keys.role('dba'), { unused: false });

    expect((await inUse('role', 'dba')).context.violations[0]?.limit).toBe('earlier_version');
  });

  it('built-in roles and the directory', async () => {
    expect(await refusalOf(world, () => remove('role', 'privileged-role-administrator'))).toMatchObject({
      code: 'role_is_built_in',
    });
    expect(await refusalOf(world, () => remove('resource', '/'))).toMatchObject({ code: 'directory_is_fixed' });
  });
});

describe('removing something while somebody names it', () => {
  const outcome = (results: PromiseSettledResult<unknown>[]) => results.map(({ status }) => status);

  it.each(Array.from({ length: 8 }, (_, round) => round))('has one outcome with an assignment (%i)', async () => {
    const [removal, named] = await Promise.allSettled([remove('role', 'dba'), assign('barbara', 'dba')]);
    const [result] = named.status === 'fulfilled' ? named.value : [];
    const isAssigned = result !== undefined && 'assignment' in result;

    expect(isAssigned).toBe(removal.status === 'rejected');
    expect(isAssigned).toBe((await world.roles.find('dba')) !== undefined);
    expect((await world.assignments.list({ roleId: 'dba' }, { limit: 5 })).items).toHaveLength(isAssigned ? 1 : 0);
  });

  it.each(Array.from({ length: 8 }, (_, round) => round))('has one outcome with an activation there (%i)', async () => {
    const [removal, asked] = await Promise.allSettled([
      remove('resource', 'shop'),
      ask(world, { roleId: EXCHANGE, resourceId: 'shop' }),
    ]);

    expect(outcome([removal, asked]).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await world.roles.findResource('shop')) !== undefined).toBe(asked.status === 'fulfilled');
  });

  it.each(Array.from({ length: 8 }, (_, round) => round))('has one outcome with a membership (%i)', async () => {
    const caller = await callerOf(world, grace);
    const [removal, joined] = await Promise.allSettled([
      remove('principal', 'barbara'),
      changePrincipal('crew', { addMembers: ['barbara'] }, caller, world),
    ]);

    expect(outcome([removal, joined]).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await world.principalRecords.findMembers('crew', ['barbara'])).toHaveLength(
      joined.status === 'fulfilled' ? 1 : 0,
    );
  });

  it.each(Array.from({ length: 8 }, (_, round) => round))('has one outcome with a child of it (%i)', async () => {
    await createResource({ id: 'empty', displayName: 'E', kind: 'organizational_unit' }, grace, world);
    const [removal, child] = await Promise.allSettled([
      remove('resource', 'empty'),
      createResource({ id: 'kid', displayName: 'K', kind: 'account', parentId: 'empty' }, grace, world),
    ]);

    expect(outcome([removal, child]).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await world.roles.findResource('kid')) !== undefined).toBe(child.status === 'fulfilled');
  });

  it('happens once when ten do it', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => remove('role', 'dba')));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the archive', () => {
  it('takes a role that is disabled, and gives it back before it is enabled', async () => {
    const change = (changes: RoleChanges) => update('dba', changes);
    const refused = { code: 'archived_is_disabled' };

    expect(await refusalOf(world, () => change({ archived: true }))).toMatchObject(refused);
    await change({ enabled: false });
    expect(await change({ archived: true })).toMatchObject({ archived: true, enabled: false });
    expect(await refusalOf(world, () => change({ enabled: true }))).toMatchObject(refused);
    const listed = async (archived: boolean) =>
      (await world.roleRecords.list({ archived }, { limit: 100 })).items.map(({ id }) => id);
    expect([(await listed(false)).includes('dba'), (await listed(true)).includes('dba')]).toEqual([false, true]);
    expect(await change({ archived: false, enabled: true })).toMatchObject({ archived: false, enabled: true });
  });

  it('takes a principal that is disabled, and hides it from lists', async () => {
    const caller = await callerOf(world, grace);
    expect(await refusalOf(world, () => changePrincipal('barbara', { archived: true }, caller, world))).toMatchObject({
      code: 'archived_is_disabled',
    });
    await changePrincipal('barbara', { enabled: false }, caller, world);
    await changePrincipal('barbara', { archived: true }, caller, world);

    const ids = async (archived: boolean) =>
      (await world.principalRecords.list({ archived }, { limit: 100 })).items.map(({ id }) => id);
    expect([(await ids(false)).includes('barbara'), (await ids(true)).includes('barbara')]).toEqual([false, true]);
    expect(await refusalOf(world, () => changePrincipal('barbara', { enabled: true }, caller, world))).toMatchObject({
      code: 'archived_is_disabled',
    });
  });

  it('takes no group that settings name, and says where', async () => {
    const caller = await callerOf(world, grace);
    await saveSettings('dba', 'shop', [{ kind: 'group', id: 'crew' }]);
    await changePrincipal('crew', { enabled: false }, caller, world);

    expect(await refusalOf(world, () => changePrincipal('crew', { archived: true }, caller, world))).toMatchObject({
      code: 'group_in_settings',
      context: { violations: [{ limit: 'dba at shop' }] },
    });
    await changePrincipal(operators.id, { enabled: false }, caller, world);
    expect(await changePrincipal(operators.id, { archived: true }, caller, world)).toMatchObject({
      principal: { archived: true },
    });
  });

  it('takes a resource when nothing in use stands below it, and lets nothing new come to it', async () => {
    const archive = (id: string) => changeResource(id, { archived: true }, grace, world);
    expect(await refusalOf(world, () => archive('unit'))).toMatchObject({ code: 'resource_has_children' });
    await archive('shop');
    await archive('unit');

    const refused = { code: 'resource_archived' };
    const child = { displayName: 'X', kind: 'account', parentId: 'unit' } as const;
    expect(await refusalOf(world, () => createResource(child, grace, world))).toMatchObject(refused);
    expect(await assign('barbara', 'dba', 'shop')).toMatchObject([{ refusal: refused }]);
    await expect(ask(world, { roleId: EXCHANGE, resourceId: 'shop' })).rejects.toMatchObject(refused);
    const ids = async (archived: boolean) =>
      (await world.resourceTree.list({ archived }, { limit: 100 })).items.map(({ id }) => id);
    expect([(await ids(false)).includes('shop'), (await ids(true)).includes('shop')]).toEqual([false, true]);
    expect(await changeResource('unit', { archived: false }, grace, world)).toMatchObject({ archived: false });
  });

  it('does not take built-in roles or the directory', async () => {
    expect(await refusalOf(world, () => update('security-administrator', { archived: true }))).toMatchObject({
      code: 'role_is_built_in',
    });
    expect(await refusalOf(world, () => changeResource('/', { archived: true }, grace, world))).toMatchObject({
      code: 'directory_is_fixed',
    });
  });

  it('changes nothing, and puts nothing on record, where it is so already', async () => {
    const before = await world.exportTable();
    await update('dba', { archived: false });
    await changeResource('shop', { archived: false }, grace, world);
    await changePrincipal('barbara', { archived: false }, await callerOf(world, grace), world);

    expect(await world.exportTable()).toEqual(before);
    expect(ada.id).not.toBe('barbara');
  });
});
