import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { directoryRoles } from '#shared/domain/directory-roles';
import { DIRECTORY } from '#shared/domain/id';
import { isAdministratorRole } from '#shared/domain/role';
import { signUpForDirectoryRoles } from '#shared/use-cases/sign-up-for-directory-roles';
import { foundOrganization, grace, role } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
const ids = directoryRoles.map(({ id }) => id);
const EXISTING = 'exchange-administrator';

describe('the roles of the directory', () => {
  it('are at most twelve, each once, and none of those that administer Lapse', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThanOrEqual(12);
    expect(ids.filter(isAdministratorRole)).toEqual([]);
  });
});

describe('signing up for directory roles (ONB-3)', () => {
  it('brings every built-in role of the directory, ready to be assigned', async () => {
    const world = await foundOrganization(await open());
    const newOne = ids.filter((id) => id !== EXISTING);
    const before = await Promise.all(newOne.map((id) => world.roles.find(id)));

    const onboarding = await signUpForDirectoryRoles(await callerOf(world, grace), world);

    expect(before.every((found) => found === undefined)).toBe(true);
    expect(onboarding).toEqual({
      consentedBy: grace.id,
      consentedAt: NOON,
      directoryRolesBy: grace.id,
      directoryRolesAt: NOON,
    });
    expect(await world.onboardings.find()).toEqual(onboarding);
    for (const id of newOne)
      expect(await world.roles.findAt(id, DIRECTORY)).toMatchObject({
        role: { id, builtIn: true, enabled: true, provider: { kind: 'directory' } },
        settings: { version: 0 },
      });
  });

  it('leaves a role whose id is taken as it is', async () => {
    const world = await foundOrganization(await open());
    await world.directory.addRole(role('teams-administrator', { enabled: false, revision: 1 }), demonstration);
    const before = await world.roles.findSeveral([EXISTING, 'teams-administrator']);

    await signUpForDirectoryRoles(await callerOf(world, grace), world);

    expect(await world.roles.findSeveral([EXISTING, 'teams-administrator'])).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it('is one transaction, on record with what it brought and what was there', async () => {
    const world = await foundOrganization(await open());
    const caller = await callerOf(world, grace);
    const before = world.table.requests.length;

    await signUpForDirectoryRoles(caller, world);

    const requests = world.table.requests.slice(before);
    const events = (await world.exportTable()).filter(({ entity }) => entity === 'event');
    const [signedUp] = events.filter(({ type }) => type === 'onboarding.directory_roles_signed_up');
    expect(requests).toEqual(['GetItem', 'BatchGetItem', 'BatchGetItem', 'TransactWriteItems']);
    expect(signedUp).toMatchObject({
      actor: { id: grace.id },
      subject: { kind: 'organization', id: 'onboarding' },
      seq: 2,
      details: { added: ids.filter((id) => id !== EXISTING), existing: [EXISTING] },
    });
    for (const id of ids)
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'role.added', seq: 1, subject: { kind: 'role', id } }),
      );
  });

  it('changes nothing the second time, and says who was first', async () => {
    const world = await foundOrganization(await open());
    const caller = await callerOf(world, grace);
    const first = await signUpForDirectoryRoles(caller, world);
    const before = await world.exportTable();
    world.passMinutes(60);

    expect(await signUpForDirectoryRoles(caller, world)).toEqual(first);

    expect(await world.exportTable()).toEqual(before);
  });

  it('by ten at once counts once, and all are told the same', async () => {
    const world = await foundOrganization(await open());
    const caller = await callerOf(world, grace);

    const answers = await Promise.all(Array.from({ length: 10 }, () => signUpForDirectoryRoles(caller, world)));

    const events = (await world.exportTable()).filter(({ entity }) => entity === 'event');
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(events.filter(({ type }) => type === 'onboarding.directory_roles_signed_up')).toHaveLength(1);
  });

  it('while one of the roles is added by hand keeps that one', async () => {
    const world = await foundOrganization(await open());
    const caller = await callerOf(world, grace);
    const own = role('billing-administrator', { displayName: 'Ours' });
    const { signUp } = world.directorySignUp;
    let tries = 0;
    const raced = {
      ...world,
      directorySignUp: {
        signUp: async (...args: Parameters<typeof signUp>) => {
          tries += 1;
          if (tries === 1) await world.directory.addRole(own, demonstration);
          return signUp(...args);
        },
      },
    };

    await signUpForDirectoryRoles(caller, raced);

    expect(tries).toBe(2);
    expect(await world.roles.find(own.id)).toEqual(own);
    expect(await world.onboardings.find()).toMatchObject({ directoryRolesBy: grace.id });
  });

  it('needs the consent first', async () => {
    const world = await open();
    await world.directory.addPrincipal(grace, demonstration);
    const caller = await callerOf(world, grace);

    expect(await refusalOf(world, () => signUpForDirectoryRoles(caller, world))).toMatchObject({
      code: 'not_onboarded',
    });
  });
});
