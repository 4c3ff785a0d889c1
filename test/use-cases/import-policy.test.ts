import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings } from '#shared/domain/role-settings';
import { importPolicy } from '#shared/use-cases/import-policy';
import { createResource } from '#shared/use-cases/shape-tree';
import {
  ada,
  assignment,
  EXCHANGE,
  foundOrganization,
  grace,
  mallory,
  margaret,
  operators,
  role,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { expectChains, organization } from './assignment-steps.ts';
import { allCreated, apiVersion, exported, importing, whole } from './policy-import-steps.ts';
import { ask, callerOf, stored } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

describe('importing a policy document', () => {
  it('adds all of it by the rules and with the events of single calls, and one event besides', async () => {
    expect(await importing(world, whole)).toEqual(allCreated);

    expect(await world.roles.findAt('dba', 'payments')).toMatchObject({
      role: { displayName: 'Database Administrator' },
      resource: { ancestors: ['production', '/'] },
      settings: { resourceId: 'payments', settings: { maximumDurationMinutes: 30, mfa: { maxAgeMinutes: 15 } } },
    });
    const events = await expectChains(world);
    const [imported, ...more] = events.filter(({ type }) => type === 'policy.imported');
    expect(more).toEqual([]);
    expect(imported?.details).toMatchObject({ owner: 'platform-team', refused: 0, entries: { length: 10 } });
    expect(await world.imports.find(String(Object(imported?.subject).id))).toBeUndefined();
  });

  it('changes nothing when it is sent again', async () => {
    await importing(world, whole);
    const before = await world.exportTable();

    expect(await importing(world, whole)).toEqual(allCreated.map((one) => one.replace('created', 'same')));
    expect(await world.exportTable()).toEqual(before);
  });

  it('leaves as it is what is there otherwise, and says in which fields', async () => {
    await importing(world, whole);
    const before = await world.exportTable();

    const results = await importPolicy(
      {
        apiVersion,
        resources: { production: { kind: 'organizational_unit', displayName: 'Other' } },
        groups: { leads: { displayName: 'Others' } },
        roles: {
          dba: {
            description: 'Other',
            settings: { maximumDurationMinutes: 480 },
            eligible: [{ principal: ada.id, until: '2027-01-01T00:00:00.000Z' }],
          },
        },
      },
      await callerOf(world, grace),
      world,
    );

    expect(results.map(({ outcome, fields }) => [outcome, fields])).toEqual([
      ['differs', ['displayName']],
      ['differs', ['displayName']],
      ['differs', ['description']],
      ['differs', ['maximumDurationMinutes']],
      ['differs', ['until']],
    ]);
    expect(await world.exportTable()).toEqual(before);
  });

  it('as a dry run answers the same, what rests on what is not there yet included, and changes nothing', async () => {
    const before = await world.exportTable();

    const { outcome } = await world.rehearsals.rehearse(() => importing(world, whole, grace, true));
    expect(outcome).toEqual(allCreated);
    expect(await world.exportTable()).toEqual(before);

    const tooLong = {
      dba: {
        displayName: 'D',
        settings: { assignments: { permanentAllowed: false } },
        eligible: [{ principal: ada.id }],
      },
    };
    const judged = await world.rehearsals.rehearse(() => importing(world, { roles: tooLong }, grace, true));
    expect(judged.outcome).toEqual(['role: created', 'settings: created', 'assignment: permanent_not_allowed']);
  });

  it('gives nobody a role whose rules were refused in the same import', async () => {
    const roles = {
      dba: {
        displayName: 'D',
        settings: { approval: { required: true, approvers: [{ group: 'nobody' }] } },
        eligible: [{ principal: ada.id }],
      },
    };

    expect(await importing(world, { roles })).toEqual([
      'role: created',
      'settings: unknown_approver',
      'assignment: import_rests_on_refused',
    ]);
  });

  it('makes no role by a slip in its id, no principal, and takes of two that say the same the first', async () => {
    const roles = {
      'exchange-adminstrator': { enabled: true },
      [EXCHANGE]: { active: [{ principal: 'nobody' }, { principal: mallory.id }, { principal: mallory.id }] },
    };

    expect(
      await importing(world, {
        roles,
        groups: { [operators.id]: { members: ['nobody', margaret.id, mallory.id, 'prn_robot'] } },
      }),
    ).toEqual([
      'group: same',
      'member: member_not_found',
      'member: same',
      'member: created',
      'member: member_not_a_person',
      'role: role_not_found',
      'assignment: principal_not_found',
      'assignment: created',
      'assignment: import_named_twice',
    ]);
  });

  it('is refused as a whole for more than 500 entries', async () => {
    const members = Array.from({ length: 500 }, (_, place) => `p${place}`);

    await expect(importing(world, { groups: { leads: { members } } })).rejects.toMatchObject({
      code: 'invalid_input',
      context: { violations: [{ limit: 500 }] },
    });
  });

  it('withdraws own requests that wait under what it changes (T-59)', async () => {
    const until = '2027-01-01T00:00:00.000Z';
    const administering = assignment(ada, PRIVILEGED_ROLE_ADMINISTRATOR, 'active', { endsAt: until });
    await world.directory.addAssignment(administering, grace);
    await world.directory.addRole(role('reviewers'), grace);
    const approvers = [
      { kind: 'role' as const, id: 'reviewers', displayName: 'reviewers' },
      { kind: 'user' as const, id: grace.id, displayName: 'grace' },
    ];
    await world.directory.addRole(role('asked'), grace);
    await world.directory.addSettings(
      {
        roleId: 'asked',
        resourceId: '/',
        version: 1,
        settings: { ...defaultSettings, approval: { ...defaultSettings.approval, required: true, approvers } },
      },
      grace,
    );
    await world.directory.addAssignment(assignment(ada, 'asked', 'eligible'), grace);
    const { id } = await ask(world, { roleId: 'asked' });

    expect(
      await importing(world, { roles: { reviewers: { active: [{ principal: mallory.id, until }] } } }, ada),
    ).toEqual(['assignment: created']);

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'changed_by_requester' });
  });
});

it('an export imported into an empty organization gives an equal export', async () => {
  await importing(world, whole);
  await createResource({ id: 'europe', displayName: 'Europe', kind: 'account', parentId: 'production' }, grace, world);
  await world.directory.addSettings(
    {
      roleId: EXCHANGE,
      resourceId: 'europe',
      version: 1,
      settings: { ...defaultSettings, ticket: { required: true, systems: ['Jira'], numberPattern: 'OPS-\\d{1,6}' } },
    },
    grace,
  );
  await world.directory.addAssignment(
    assignment(mallory, 'dba', 'active', { startsAt: '2026-12-01T00:00:00.000Z', endsAt: '2027-01-01T00:00:00.000Z' }),
    grace,
  );
  const document = await exported(world);
  const other = await open();
  await foundOrganization(other);

  const results = await importPolicy(document, await callerOf(other, grace), other);

  expect(results.filter(({ outcome }) => outcome === 'differs' || outcome === 'refused')).toEqual([]);
  expect(await exported(other)).toEqual(document);
});
