import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { createRole, showRole, updateRole } from '#shared/use-cases/keep-roles';
import { EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const eventsOf = async (kind: string) =>
  (await world.exportTable()).filter(({ entity, type }) => entity === 'event' && String(type).startsWith(kind));
const endings = async () => (await world.exportTable()).filter(({ entity }) => entity === 'ending');

describe('a role of one’s own (ROL-1)', () => {
  it('is written down with an id of its own, privileged and enabled unless said otherwise', async () => {
    const role = await createRole({ displayName: 'DBA' }, grace, world);

    expect(role).toMatchObject({
      id: expect.stringMatching(/^role_/),
      privileged: true,
      enabled: true,
      builtIn: false,
    });
    expect(await showRole(role.id, world)).toEqual(role);
  });

  it.each([EXCHANGE, PRIVILEGED_ROLE_ADMINISTRATOR])('does not take the id %s, which exists', async (id) => {
    expect(await refusalOf(world, () => createRole({ id, displayName: 'X' }, grace, world))).toMatchObject({
      code: 'role_exists',
    });
  });

  it('of one id is made once when ten make it at once', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) => createRole({ id: 'dba', displayName: `DBA ${at}` }, grace, world)),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(new Set(refusals)).toEqual(new Set(['role_exists']));
  });

  it('does not exist under another id', async () => {
    expect(await refusalOf(world, () => showRole('nothing', world))).toMatchObject({ code: 'role_not_found' });
    expect(await refusalOf(world, () => updateRole('nothing', {}, grace, world))).toMatchObject({
      code: 'role_not_found',
    });
  });
});

describe('changing a role', () => {
  it('that is disabled takes its rights away in the same transaction, once', async () => {
    await updateRole(EXCHANGE, { enabled: false, description: 'closed' }, grace, world);
    await updateRole(EXCHANGE, { enabled: false }, grace, world);

    expect(await endings()).toMatchObject([
      { cause: { reason: 'role_disabled', roleId: EXCHANGE }, actor: { id: grace.id }, at: NOON, pages: 0 },
    ]);
    expect(await eventsOf('role.disabled')).toMatchObject([
      {
        seq: 2,
        details: {
          changes: { enabled: false, description: 'closed' },
          previous: { enabled: true, description: '' },
        },
      },
    ]);
  });

  it('that is enabled again, or renamed, takes nothing away', async () => {
    await updateRole(EXCHANGE, { displayName: 'Exchange' }, grace, world);
    await updateRole(EXCHANGE, { enabled: false }, grace, world);
    const before = (await endings()).length;

    await updateRole(EXCHANGE, { enabled: true }, grace, world);

    expect((await endings()).length).toBe(before);
    expect(await showRole(EXCHANGE, world)).toMatchObject({ enabled: true, displayName: 'Exchange', revision: 4 });
    expect(await eventsOf('role.changed')).toHaveLength(1);
    expect(await eventsOf('role.enabled')).toMatchObject([{ seq: 4 }]);
  });

  it.each([PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR])(
    'that is the built-in %s is refused, but for its description (ONB-4)',
    async (id) => {
      const attempt = () => updateRole(id, { enabled: false, displayName: 'Mine' }, grace, world);
      expect(await refusalOf(world, attempt)).toMatchObject({ code: 'role_is_built_in' });

      expect(await updateRole(id, { description: 'Ours' }, grace, world)).toMatchObject({ description: 'Ours' });
    },
  );

  it('by several at once loses no change', async () => {
    await Promise.all([
      updateRole(EXCHANGE, { displayName: 'Exchange' }, grace, world),
      updateRole(EXCHANGE, { description: 'Mail' }, grace, world),
      updateRole(EXCHANGE, { privileged: false }, grace, world),
    ]);

    expect(await showRole(EXCHANGE, world)).toMatchObject({
      displayName: 'Exchange',
      description: 'Mail',
      privileged: false,
      revision: 4,
    });
  });
});
