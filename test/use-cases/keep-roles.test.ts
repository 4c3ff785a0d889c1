import { beforeEach, describe, expect, it } from 'vitest';
import type { RoleChanges } from '#shared/domain/role';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { createRole, showRole, updateRole } from '#shared/use-cases/keep-roles';
import { EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
const update = async (id: string, changes: RoleChanges) => updateRole(id, changes, await callerOf(world, grace), world);
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
    expect(await refusalOf(world, () => update('nothing', {}))).toMatchObject({
      code: 'role_not_found',
    });
  });
});

describe('changing a role', () => {
  it('that is disabled takes its rights away in the same transaction, once', async () => {
    await update(EXCHANGE, { enabled: false, description: 'closed' });
    await update(EXCHANGE, { enabled: false });

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
    await update(EXCHANGE, { displayName: 'Exchange' });
    await update(EXCHANGE, { enabled: false });
    const before = (await endings()).length;

    await update(EXCHANGE, { enabled: true });

    expect((await endings()).length).toBe(before);
    expect(await showRole(EXCHANGE, world)).toMatchObject({ enabled: true, displayName: 'Exchange', revision: 4 });
    expect(await eventsOf('role.changed')).toHaveLength(1);
    expect(await eventsOf('role.enabled')).toMatchObject([{ seq: 4 }]);
  });

  it.each([PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR])(
    'that is the built-in %s is refused, but for its description (ONB-4)',
    async (id) => {
      const attempt = () => update(id, { enabled: false, displayName: 'Mine' });
      expect(await refusalOf(world, attempt)).toMatchObject({ code: 'role_is_built_in' });

      expect(await update(id, { description: 'Ours' })).toMatchObject({ description: 'Ours' });
    },
  );

  it('by several at once loses no change', async () => {
    await Promise.all([
      update(EXCHANGE, { displayName: 'Exchange' }),
      update(EXCHANGE, { description: 'Mail' }),
      update(EXCHANGE, { privileged: false }),
    ]);

    expect(await showRole(EXCHANGE, world)).toMatchObject({
      displayName: 'Exchange',
      description: 'Mail',
      privileged: false,
      revision: 4,
    });
  });
});
