import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import type { defaultSettings } from '#shared/domain/role-settings';
import { exactly, patching, type WantedSettings } from '#shared/domain/settings-wish';
import { changeSettings, judgeSettings } from '#shared/use-cases/change-settings';
import type { Expectation } from '#shared/use-cases/expectation';
import { extendActivation } from '#shared/use-cases/extend-activation';
import { requestActivations } from '#shared/use-cases/request-activations';
import {
  ada,
  alan,
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  margaret,
  operators,
  principal,
  robot,
  userEntry,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import {
  activate,
  ask,
  callerOf,
  expectSound,
  grant,
  refusalOf,
  stored,
  vote,
  WHY,
  worldWithoutApproval,
} from './steps.ts';

const open = useWorlds();

/** An activation by somebody of the context the role asks for. */
async function grantedTo(world: World) {
  const caller = await callerOf(world, ada, { mfa: true, authenticatedAt: world.now(), contexts: ['phr'] });
  const items = [{ roleId: EXCHANGE, durationMinutes: 10 }];
  const [result] = await requestActivations({ items, ...WHY }, caller, world);
  if (!result || 'refusal' in result) throw new Error('The sign-in is of the context the role asks for.');
  await grant(world, result.activation);
  return result.activation;
}

type Changes = Partial<Omit<WantedSettings, 'approval'>> & { approval?: Partial<WantedSettings['approval']> };
const wantedOf = (changes: Changes): WantedSettings => ({
  ...exchangeSettings,
  ...changes,
  approval: { ...exchangeSettings.approval, ...changes.approval },
});

async function put(
  world: World,
  changes: Changes,
  more: { roleId?: string; at?: string; expected?: number; by?: Principal } = {},
) {
  const { roleId = EXCHANGE, at = DIRECTORY, expected = 1, by = grace } = more;
  const command = { roleId, resourceId: at, wish: exactly(wantedOf(changes)) };
  return (await changeSettings(command, await callerOf(world, by), world, revisionIs(expected))).saved;
}

const revisionIs =
  (expected: number): Expectation =>
  ({ revision }) => {
    if (revision !== expected) throw new Refusal('version_outdated');
  };

const node = (id: string, ancestors: string[]) =>
  ({ id, displayName: id, kind: 'organizational_unit', ancestors, revision: 1 }) as const;
const newer = { maximumDurationMinutes: 30 };

describe('authentication contexts of a role (SET-12)', () => {
  it('are those configured at deployment; others are refused by name, and nothing is saved', async () => {
    const world = await foundOrganization(await open());

    const refusal = await refusalOf(world, () => put(world, { acrValues: ['phr', 'c1'] }));

    expect(refusal).toMatchObject({
      code: 'invalid_input',
      context: {
        violations: [{ rule: 'acrValues.1', message: expect.stringMatching(/urn:lapse:mfa, phr$/) }],
      },
    });
    expect((await put(world, { acrValues: ['phr', 'phr'] })).settings.acrValues).toEqual(['phr']);
  });

  it('that are configured no more stay until somebody changes them, and others can be changed beside them', async () => {
    const world = await foundOrganization(await open());
    await put(world, { acrValues: ['phr'] });
    const later = { ...world, authenticationContexts: ['urn:lapse:mfa'] };

    const saved = await put(later, { acrValues: ['phr'], maximumDurationMinutes: 30 }, { expected: 2 });

    expect(saved.settings).toMatchObject({ acrValues: ['phr'], maximumDurationMinutes: 30 });
  });

  it('of an empty list are none, and that is no change where there were none', async () => {
    const world = await foundOrganization(await open());

    expect((await put(world, { acrValues: [] })).version).toBe(1);
    expect((await put(world, { acrValues: ['phr'] })).version).toBe(2);
    expect((await put(world, { acrValues: [] }, { expected: 2 })).settings).not.toHaveProperty('acrValues');
  });

  it('count when the role is asked for, and when more time is', async () => {
    const world = await worldWithoutApproval(open, { acrValues: ['phr'] });
    const running = await grantedTo(world);
    const weak = await callerOf(world, ada);

    const more = { activationId: running.id, additionalMinutes: 5, justification: 'More' };
    const refusal = await refusalOf(world, () => extendActivation(more, weak, world));

    expect(refusal).toEqual(refused('mfa_required', { acrValues: ['phr'] }));
  });
});

describe('saving settings', () => {
  it('fits into one transaction with as many people as settings may name, none of them named before', async () => {
    const world = await foundOrganization(await open());
    const people = Array.from({ length: 40 }, (_, at) => principal(`new${at}`));
    for (const person of people) await world.directory.addPrincipal(person, demonstration);
    const entries = people.map(userEntry);
    const breakGlass = { ...exchangeSettings.breakGlass, principals: entries.slice(20) };

    const { settings } = await put(world, { approval: { approvers: entries.slice(0, 20) }, breakGlass });

    expect([settings.approval.approvers.length, settings.breakGlass.principals.length]).toEqual([20, 20]);
  });

  it('brings the next version into force, kept and on record with the one before', async () => {
    const world = await foundOrganization(await open());

    const saved = await put(world, newer);

    expect(saved).toMatchObject({ version: 2, settings: newer, changedBy: { id: grace.id }, changedAt: NOON });
    const { changes, ...inForce } = saved;
    expect(changes).toEqual([{ field: 'maximumDurationMinutes', from: 480, to: 30 }]);
    expect((await world.roles.findAt(EXCHANGE, DIRECTORY))?.settings).toEqual(inForce);
    const events = (await world.exportTable()).filter(({ type, seq }) => type === 'role.settings_changed' && seq === 2);
    expect(events).toMatchObject([{ actor: { id: grace.id }, details: { version: 2, previous: 1, settings: newer } }]);
    const { items } = await world.settingsRecords.listVersions(EXCHANGE, DIRECTORY, { limit: 5 });
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('at a node overrides those above as a whole, from version 0 on (T-14)', async () => {
    const world = await foundOrganization(await open(), approval({ required: false }));
    await world.directory.addResource(node('unit', ['/']), demonstration);

    await put(world, { maximumDurationMinutes: 60, approval: { required: true } }, { at: 'unit', expected: 0 });

    const attempt = () => ask(world, { resourceId: 'unit', durationMinutes: 480 });
    expect(await refusalOf(world, attempt)).toMatchObject({ code: 'duration_too_long' });
    expect(await ask(world, { resourceId: 'unit' })).toMatchObject({ status: 'pending_approval', durationMinutes: 60 });
    expect(await ask(world, { durationMinutes: 480 })).toMatchObject({ status: 'approved' });
  });

  it.each([
    ['an older version', 1, 'version_outdated'],
    ['one yet to come', 3, 'version_outdated'],
    ['none', 0, 'version_outdated'],
  ])('over %s is refused', async (_, expected, code) => {
    const world = await foundOrganization(await open());
    await put(world, newer);

    expect(await refusalOf(world, () => put(world, newer, { expected }))).toMatchObject({ code });
  });

  it('by two at once has one winner, 50 times; the other is told to read again', async () => {
    const race = async (world: World, version: number) => {
      const results = await Promise.allSettled(
        [30 + version, 300 + version].map((maximumDurationMinutes) =>
          put(world, { maximumDurationMinutes }, { expected: version }),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({
        code: 'version_outdated',
      });
    };
    // In five organizations, as most of the time somebody waits to try again.
    const organizations = await Promise.all(Array.from({ length: 5 }, async () => foundOrganization(await open())));
    await Promise.all(
      organizations.map(async (world) => {
        for (let version = 1; version <= 10; version += 1) await race(world, version);
      }),
    );
  }, 120_000);

  it.each([
    ['an unknown role', { roleId: 'nothing' }, 'role_not_found'],
    ['an unknown resource', { at: 'nowhere' }, 'resource_not_found'],
  ])('for %s is refused', async (_, more, code) => {
    const world = await foundOrganization(await open());

    expect(await refusalOf(world, () => put(world, newer, more))).toMatchObject({ code });
  });

  it('takes every name from the table, and each entry and address once', async () => {
    const world = await foundOrganization(await open());
    const liar = { ...userEntry(grace), displayName: 'Root' };
    const approvers = [liar, { kind: 'group' as const, id: operators.id }, liar];

    const { settings } = await put(world, { approval: { approvers }, extraRecipients: ['a@x.test', 'A@x.test'] });

    expect(settings.approval.approvers).toEqual([userEntry(grace), groupEntry(operators)]);
    expect(settings.extraRecipients).toEqual(['A@x.test']);
  });
});

describe('a change of what is in force already (SET-10)', () => {
  it.each([
    ['at the node itself', DIRECTORY, 1],
    ['inherited', 'unit', 0],
  ])('%s changes nothing: same version, no event', async (_, at, expected) => {
    const world = await foundOrganization(await open());
    await world.directory.addResource(node('unit', ['/']), demonstration);
    await ask(world);
    const before = await world.exportTable();

    expect(await put(world, {}, { at, expected, by: ada })).toMatchObject({ version: 1, resourceId: DIRECTORY });

    expect(await world.exportTable()).toEqual(before);
  });

  it('says 412 all the same when something newer is in force', async () => {
    const world = await foundOrganization(await open());
    await put(world, newer);

    expect(await refusalOf(world, () => put(world, newer, { expected: 1 }))).toMatchObject({
      code: 'version_outdated',
    });
  });
});

describe('a patch (SET-10)', () => {
  async function patch(world: World, changes: object, at = DIRECTORY) {
    const command = { roleId: EXCHANGE, resourceId: at, wish: patching({ ...changes }) };
    return changeSettings(command, await callerOf(world, grace), world);
  }

  it('at a node starts from what is in force there, inherited or not, and stores a whole override', async () => {
    const world = await foundOrganization(await open());
    await world.directory.addResource(node('unit', ['/']), demonstration);

    const { saved, changes } = await patch(world, newer, 'unit');

    expect(saved).toMatchObject({ resourceId: 'unit', version: 1, settings: { ...exchangeSettings, ...newer } });
    expect(changes).toEqual([{ field: 'maximumDurationMinutes', from: 480, to: 30 }]);
    await put(world, approval({ quorum: 2 }));
    expect((await world.roles.findAt(EXCHANGE, 'unit'))?.settings.settings.approval.quorum).toBe(1);
  });

  it('puts on record what changed and which protection went down', async () => {
    const world = await foundOrganization(await open());

    await patch(world, { approval: { required: false }, maximumDurationMinutes: 30 });

    const [event] = (await world.exportTable()).filter(
      ({ type, seq }) => type === 'role.settings_changed' && seq === 2,
    );
    expect(event).toMatchObject({
      details: {
        changes: [
          { field: 'maximumDurationMinutes', from: 480, to: 30 },
          { field: 'approval.required', from: true, to: false },
        ],
        lowered: [{ field: 'approval.required', message: 'Nobody has to approve any more.' }],
      },
    });
    const { items } = await world.settingsRecords.listVersions(EXCHANGE, DIRECTORY, { limit: 1 });
    expect(items[0]?.changes).toHaveLength(2);
  });
});

describe('settings under which nobody could approve', () => {
  const only = (...approvers: WantedSettings['approval']['approvers']) => ({ approval: { approvers } });
  const disabled = principal('disabled', { enabled: false });
  const empty: Principal = { id: 'grp_empty', kind: 'group', displayName: 'Empty', enabled: true, revision: 1 };

  it.each<[string, Changes, string[]]>([
    ['without approvers (T-18)', only(), ['nobody_could_approve']],
    ['by a group without members (T-18)', only(groupEntry(empty)), ['nobody_could_approve']],
    ['by a role nobody holds', only({ kind: 'role', id: EXCHANGE }), ['nobody_could_approve']],
    ['by somebody unknown', only({ kind: 'user', id: 'ghost' }), ['unknown_approver', 'nobody_could_approve']],
    ['by somebody disabled', only(userEntry(disabled), userEntry(grace)), ['unknown_approver']],
    ['by a workload (T-17)', only(userEntry(robot), userEntry(grace)), ['unknown_approver']],
    ['by a group called a user', only({ kind: 'user', id: operators.id }, userEntry(grace)), ['unknown_approver']],
    ['by more people than there are', { approval: { quorum: 3 } }, ['quorum_above_approvers']],
    [
      'by one person twice',
      { approval: { quorum: 2, approvers: [userEntry(margaret), groupEntry(operators)] } },
      ['quorum_above_approvers'],
    ],
  ])('%s are refused', async (_, changes, codes) => {
    const world = await foundOrganization(await open());
    for (const one of [disabled, empty]) await world.directory.addPrincipal(one, demonstration);

    const refusal = await refusalOf(world, () => put(world, changes));

    expect(refusal).toMatchObject({ context: { violations: codes.map((code) => expect.objectContaining({ code })) } });
  });

  it.each([
    ['the administrators themselves when only one could ever approve and ask (T-23)', [grace], false],
    ['the administrators when another could ask', [grace, ada], true],
  ])('are refused for %s', async (_, eligible, allowed) => {
    const world = await foundOrganization(await open());
    for (const one of eligible)
      await world.directory.addAssignment(assignment(one, PRIVILEGED_ROLE_ADMINISTRATOR, 'eligible'), demonstration);
    const changes = { decisionMode: 'signIn' as const, ...only({ kind: 'role', id: PRIVILEGED_ROLE_ADMINISTRATOR }) };
    const attempt = () => put(world, changes, { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, expected: 0 });

    if (allowed) expect(await attempt()).toMatchObject({ version: 1 });
    else expect(await refusalOf(world, attempt)).toMatchObject({ code: 'nobody_could_approve' });
  });

  it('are told from those that work for somebody who is eligible further down', async () => {
    const world = await foundOrganization(await open());
    await world.directory.addResource(node('unit', ['/']), demonstration);
    const role = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, expected: 0 };
    const eligible = (one: Principal, resourceId: string) =>
      world.directory.addAssignment(assignment(one, role.roleId, 'eligible', { resourceId }), demonstration);
    const changes = { decisionMode: 'signIn' as const, ...only(userEntry(alan)) };
    await eligible(alan, '/');
    expect(await refusalOf(world, () => put(world, changes, role))).toMatchObject({ code: 'nobody_could_approve' });

    await eligible(ada, 'unit');

    expect(await put(world, changes, role)).toMatchObject({ version: 1 });
  });

  it('and other faults are told all at once, and by a dry run as well', async () => {
    const world = await foundOrganization(await open());
    const wanted = wantedOf({
      ...only(),
      ticket: { required: true, systems: [], numberPattern: '(a+)+' },
      breakGlass: { principals: [userEntry(robot)], maximumDurationMinutes: 30 },
    });
    const command = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, resourceId: DIRECTORY, wish: exactly(wanted) };
    const codes = [
      'ticket_pattern_not_safe',
      'nobody_could_approve',
      'link_mode_not_allowed',
      'unknown_break_glass_principal',
    ];
    const caller = await callerOf(world, grace);
    const before = await world.exportTable();

    const { violations, ownVersion } = await judgeSettings(command, caller, world);

    expect([violations.map(({ code }) => code), ownVersion]).toEqual([codes, 0]);
    expect(await world.exportTable()).toEqual(before);
    expect(await refusalOf(world, () => changeSettings(command, caller, world))).toMatchObject({
      context: { violations },
    });
  });
});

describe('the editor’s own requests (T-19)', () => {
  async function worldOfAda(changes: Partial<typeof defaultSettings> = {}): Promise<World> {
    const world = await foundOrganization(await open(), changes);
    await world.directory.addResource(node('unit', ['/']), demonstration);
    await world.directory.addResource(node('deep', ['unit', '/']), demonstration);
    return world;
  }

  it('that wait for a yes or a grant are cancelled with the change; those of others wait on', async () => {
    const world = await worldOfAda();
    const [waiting, approved, others] = [
      await ask(world),
      await ask(world, { resourceId: 'unit' }),
      await ask(world, {}, margaret),
    ];
    await vote(world, approved.id);

    await put(world, newer, { by: ada });

    for (const { id } of [waiting, approved])
      expect(await expectSound(world, id)).toMatchObject({
        status: 'cancelled',
        reason: 'changed_by_requester',
        endedAt: NOON,
      });
    expect(await stored(world, others.id)).toMatchObject({ status: 'pending_approval' });
  });

  it('are cancelled at the node and below, but not above or where a nearer node has settings', async () => {
    const world = await worldOfAda();
    await put(world, newer, { at: 'deep', expected: 0 });
    const above = await ask(world);
    const at = await ask(world, { resourceId: 'unit' });
    const below = await ask(world, { resourceId: 'deep', durationMinutes: 30 });

    await put(world, newer, { at: 'unit', expected: 0, by: ada });

    expect((await stored(world, above.id)).status).toBe('pending_approval');
    expect((await stored(world, at.id)).status).toBe('cancelled');
    expect((await stored(world, below.id)).status).toBe('pending_approval');
  });

  it('by another account of the same person are cancelled, too', async () => {
    const world = await worldOfAda();
    const persons = ['root', 'daily'].map((name) => principal(name, { personId: 'person_root' }));
    for (const one of persons) await world.directory.addPrincipal(one, demonstration);
    const [root = grace, daily = grace] = persons;
    await world.directory.addAssignment(assignment(daily, EXCHANGE, 'eligible'), demonstration);
    const asked = await ask(world, {}, daily);

    await put(world, newer, { by: root });

    expect((await stored(world, asked.id)).status).toBe('cancelled');
  });

  it('are all gone, however many', async () => {
    const world = await worldOfAda();
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      await world.directory.addResource(node(`n${at}`, ['/']), demonstration);
      ids.push((await ask(world, { resourceId: `n${at}` })).id);
    }

    await put(world, newer, { by: ada });

    for (const id of ids) expect((await expectSound(world, id)).status).toBe('cancelled');
  });

  it('stay when the change is refused', async () => {
    const world = await worldOfAda();
    const { id } = await ask(world);

    await refusalOf(world, () => put(world, newer, { by: ada, expected: 7 }));
    await refusalOf(world, () => put(world, { approval: { quorum: 9 } }, { by: ada }));

    expect((await stored(world, id)).status).toBe('pending_approval');
  });

  it('that ask while the change is saved are not granted', async () => {
    const world = await worldOfAda(approval({ required: false }));
    const settingsRecords: World['settingsRecords'] = {
      ...world.settingsRecords,
      async save(...saved) {
        await ask(world);
        await world.settingsRecords.save(...saved);
      },
    };
    await put({ ...world, settingsRecords }, { approval: { required: false }, ...newer }, { by: ada });
    const [request] = (await world.activations.listForRequester(ada.id, {}, { limit: 1 })).items;

    if (!request) throw new Error('ada asked.');
    await expect(grant(world, request)).rejects.toMatchObject({ message: 'changed_by_requester' });

    expect(await expectSound(world, request.id)).toMatchObject({ status: 'cancelled' });
  });

  it('that are active already keep their end', async () => {
    const world = await worldOfAda(approval({ required: false }));
    const active = await activate(world);

    await put(world, newer, { by: ada });

    expect(await stored(world, active.id)).toEqual(active);
  });
});
