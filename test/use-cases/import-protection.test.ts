import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings } from '#shared/domain/role-settings';
import { createResource } from '#shared/use-cases/shape-tree';
import { assignment, grace, groupEntry, mallory, operators, principal, role } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { organization } from './assignment-steps.ts';
import { importing } from './policy-import-steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

describe('an import never reaches who administers Lapse', () => {
  it.each([PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR])(
    'by assigning %s, at whatever place, or by rules of it',
    async (roleId) => {
      await createResource({ id: 'production', displayName: 'P', kind: 'account' }, grace, world);
      const before = await world.exportTable();

      const outcomes = await importing(world, {
        roles: {
          [roleId]: {
            settings: { approval: { approvers: [{ user: mallory.id }] } },
            at: { production: { breakGlass: { principals: [{ user: mallory.id }] } } },
            active: [{ principal: mallory.id, until: '2027-01-01T00:00:00.000Z' }],
            eligible: [{ principal: mallory.id, at: 'production' }],
          },
        },
      });

      expect(new Set(outcomes.map((one) => one.split(': ')[1]))).toEqual(
        new Set(['import_protected', 'import_rests_on_refused']),
      );
      expect(await world.exportTable()).toEqual(before);
    },
  );

  it('by a group that holds such a role, at a place or later, approves it, or takes it by break-glass', async () => {
    const groups = ['holds', 'will-hold', 'approves', 'breaks'].map((id) => principal(id, { id, kind: 'group' }));
    for (const { issuer: _, subject: __, email: ___, ...group } of groups)
      await world.directory.addPrincipal(group, grace);
    const [holds, willHold, approves, breaks] = groups;
    if (!holds || !willHold || !approves || !breaks) throw new Error('There are four.');
    await createResource({ id: 'production', displayName: 'P', kind: 'account' }, grace, world);
    await world.directory.addAssignment(
      assignment(holds, SECURITY_ADMINISTRATOR, 'eligible', { resourceId: 'production' }),
      grace,
    );
    await world.directory.addAssignment(
      assignment(willHold, SECURITY_ADMINISTRATOR, 'active', { startsAt: '2026-12-01T00:00:00.000Z' }),
      grace,
    );
    await world.directory.addSettings(
      {
        roleId: SECURITY_ADMINISTRATOR,
        resourceId: 'production',
        version: 1,
        settings: {
          ...defaultSettings,
          approval: { ...defaultSettings.approval, approvers: [groupEntry(approves)] },
          breakGlass: { principals: [groupEntry(breaks)], maximumDurationMinutes: 60 },
        },
      },
      grace,
    );

    const outcomes = await importing(world, {
      groups: Object.fromEntries(groups.map(({ id }) => [id, { members: [mallory.id] }])),
    });

    expect(outcomes.filter((one) => one.startsWith('member'))).toEqual(groups.map(() => 'member: import_protected'));
  });

  it('by a role whose holders approve it, over however many roles, nor by a group that holds that', async () => {
    for (const id of ['reviewers', 'appointers']) await world.directory.addRole(role(id), grace);
    const entry = (id: string) => ({ kind: 'role' as const, id, displayName: id });
    for (const [roleId, approver] of [
      [PRIVILEGED_ROLE_ADMINISTRATOR, 'reviewers'],
      ['reviewers', 'appointers'],
    ] as const)
      await world.directory.addSettings(
        {
          roleId,
          resourceId: '/',
          version: 1,
          settings: { ...defaultSettings, approval: { ...defaultSettings.approval, approvers: [entry(approver)] } },
        },
        grace,
      );
    await world.directory.addAssignment(assignment(operators, 'appointers', 'eligible'), grace);

    expect(
      await importing(world, {
        groups: { [operators.id]: { members: [mallory.id] } },
        roles: {
          reviewers: { active: [{ principal: mallory.id }] },
          appointers: { settings: { maximumDurationMinutes: 480 }, eligible: [{ principal: mallory.id }] },
        },
      }),
    ).toEqual([
      'group: same',
      'member: import_protected',
      'settings: import_protected',
      'assignment: import_protected',
      'assignment: import_rests_on_refused',
    ]);
  });
});
