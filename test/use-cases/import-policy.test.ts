import { beforeEach, describe, expect, it } from 'vitest';
import { composePolicy } from '#shared/domain/policy/compose-policy';
import type { PolicyDocument } from '#shared/domain/policy/policy-document';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings } from '#shared/domain/role-settings';
import { exportPolicy } from '#shared/use-cases/export-policy';
import { importPolicy } from '#shared/use-cases/import-policy';
import { createResource } from '#shared/use-cases/shape-tree';
import { sweep } from '#shared/use-cases/sweep';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  principal,
  role,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { expectChains, organization } from './assignment-steps.ts';
import { ask, callerOf, stored, tell } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

const apiVersion = 'lapse/v1';
async function importing(document: Omit<PolicyDocument, 'apiVersion'>, by = grace, dryRun = false) {
  const results = await importPolicy({ apiVersion, ...document }, await callerOf(world, by), world, dryRun);
  return results.map(({ entry, outcome, refusal }) => `${entry.kind}: ${refusal?.code ?? outcome}`);
}
async function exported(from = world): Promise<PolicyDocument> {
  return composePolicy((await exportPolicy({ limit: 1000 }, from)).items);
}

const whole: Omit<PolicyDocument, 'apiVersion'> = {
  owner: 'platform-team',
  templates: { sensitive: { maximumDurationMinutes: 60, mfa: { require: 'fresh', maxAgeMinutes: 15 } } },
  resources: { payments: { kind: 'account', parent: 'production' }, production: { kind: 'organizational_unit' } },
  groups: { leads: { displayName: 'Leads', members: [grace.id, alan.id] } },
  roles: {
    dba: {
      displayName: 'Database Administrator',
      settings: { template: 'sensitive', approval: { required: true, approvers: [{ group: 'leads' }] } },
      at: { payments: { maximumDurationMinutes: 30 } },
      eligible: [{ principal: ada.id }, { principal: 'leads', at: 'payments', until: '2027-06-01T00:00:00.000Z' }],
    },
  },
};
const allCreated = [
  ...['resource', 'resource', 'group', 'member', 'member', 'role', 'settings', 'settings'],
  ...['assignment', 'assignment'],
].map((kind) => `${kind}: created`);

describe('importing a policy document', () => {
  it('adds all of it by the rules and with the events of single calls, and one event besides', async () => {
    expect(await importing(whole)).toEqual(allCreated);

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
    await importing(whole);
    const before = await world.exportTable();

    expect(await importing(whole)).toEqual(allCreated.map((one) => one.replace('created', 'same')));
    expect(await world.exportTable()).toEqual(before);
  });

  it('leaves as it is what is there otherwise, and says in which fields', async () => {
    await importing(whole);
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

    const { outcome } = await world.rehearsals.rehearse(() => importing(whole, grace, true));
    expect(outcome).toEqual(allCreated);
    expect(await world.exportTable()).toEqual(before);

    const tooLong = {
      dba: {
        displayName: 'D',
        settings: { assignments: { permanentAllowed: false } },
        eligible: [{ principal: ada.id }],
      },
    };
    const judged = await world.rehearsals.rehearse(() => importing({ roles: tooLong }, grace, true));
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

    expect(await importing({ roles })).toEqual([
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
      await importing({
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

    await expect(importing({ groups: { leads: { members } } })).rejects.toMatchObject({
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

    expect(await importing({ roles: { reviewers: { active: [{ principal: mallory.id, until }] } } }, ada)).toEqual([
      'assignment: created',
    ]);

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'changed_by_requester' });
  });
});

describe('an import never reaches who administers Lapse', () => {
  it.each([PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR])(
    'by assigning %s, at whatever place, or by rules of it',
    async (roleId) => {
      await createResource({ id: 'production', displayName: 'P', kind: 'account' }, grace, world);
      const before = await world.exportTable();

      const outcomes = await importing({
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

    const outcomes = await importing({
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
      await importing({
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

describe('telling people of an import', () => {
  const told = () =>
    world.mailer.sent
      .splice(0)
      .map(({ to, subject }) => `${to.split('@')[0]}: ${subject}`)
      .sort();

  it('brings each who is told one mail about all of it', async () => {
    await importing({
      groups: { [operators.id]: { members: [mallory.id] } },
      roles: {
        dba: {
          displayName: 'DBA',
          settings: { mfa: { require: 'none' } },
          eligible: [{ principal: mallory.id }, { principal: operators.id }],
        },
      },
    });
    await tell(world, 'policy.imported');

    const overview = 'Imported: 2 assignments, 1 member of a group, 1 settings entry, 1 role';
    const [mail] = world.mailer.to(mallory);
    const [ofGrace] = world.mailer.to(grace);
    expect(mail?.text).toContain('Through the group: Operators');
    expect(ofGrace?.text).toContain('Less protection: dba: A weaker second factor is enough.');
    expect(told()).toEqual([
      `alan: ${overview}`,
      `grace: ${overview}`,
      'mallory: Eligible: DBA and exchange-administrator',
      'margaret: Eligible: DBA',
    ]);
  });

  it('comes from the sweeper when the import broke off, about what it had added by then', async () => {
    const broken = {
      ...world,
      roleRecords: world.roleRecords,
      assignments: { ...world.assignments, add: async () => Promise.reject(new Error('Out of memory')) },
    };
    const document = { apiVersion, ...whole, owner: 'platform-team' } as const;
    await expect(importPolicy(document, await callerOf(world, grace), broken)).rejects.toThrow('Out of memory');
    expect(await expectChains(world)).not.toContainEqual(expect.objectContaining({ type: 'policy.imported' }));

    world.passMinutes(3);
    await sweep(world);

    const [event, ...more] = (await expectChains(world)).filter(({ type }) => type === 'policy.imported');
    expect([event?.details, more]).toMatchObject([
      { brokenOff: true, owner: 'platform-team', entries: { length: 8 } },
      [],
    ]);
    await tell(world, 'policy.imported');
    expect(world.mailer.to(grace)[0]?.text).toContain('The import broke off: send it again for the rest.');
    await sweep(world);
    expect((await expectChains(world)).filter(({ type }) => type === 'policy.imported')).toHaveLength(1);
    expect(await importing(whole)).toEqual(
      allCreated.map((one, place) => (place < 8 ? one.replace('created', 'same') : one)),
    );
  });
});

it('an export imported into an empty organization gives an equal export', async () => {
  await importing(whole);
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
  const document = await exported();
  const other = await open();
  await foundOrganization(other);

  const results = await importPolicy(document, await callerOf(other, grace), other);

  expect(results.filter(({ outcome }) => outcome === 'differs' || outcome === 'refused')).toEqual([]);
  expect(await exported(other)).toEqual(document);
});
