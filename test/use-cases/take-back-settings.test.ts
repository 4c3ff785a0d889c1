import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { patching } from '#shared/domain/settings-wish';
import { keys } from '#shared/dynamodb/keys';
import { changeSettings } from '#shared/use-cases/change-settings';
import type { Expectation } from '#shared/use-cases/expectation';
import { judgeTakingBack, takeBackSettings } from '#shared/use-cases/take-back-settings';
import {
  ada,
  approval,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  margaret,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, callerOf, expectSound, grant, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();
const UNIT = 'unit';

async function patch(world: World, changes: object, at = UNIT, by: Principal = margaret) {
  const command = { roleId: EXCHANGE, resourceId: at, wish: patching({ ...changes }) };
  return changeSettings(command, await callerOf(world, by), world);
}

/** A role whose settings a unit below the directory overrides, in its first version. */
async function withOverride(
  override: object = { maximumDurationMinutes: 30 },
  ofRole: Partial<RoleSettings> = {},
): Promise<World> {
  const world = await foundOrganization(await open(), ofRole);
  const unit = { id: UNIT, displayName: UNIT, kind: 'organizational_unit' as const, ancestors: ['/'], revision: 1 };
  await world.directory.addResource(unit, demonstration);
  await patch(world, override);
  return world;
}

const revisionIs =
  (expected: number): Expectation =>
  ({ revision }) => {
    if (revision !== expected) throw new Refusal('version_outdated');
  };

const takeBack = async (world: World, { at = UNIT, by = grace, expected = 1 } = {}) =>
  takeBackSettings({ roleId: EXCHANGE, resourceId: at }, await callerOf(world, by), world, revisionIs(expected));
const settingsAt = async (world: World, at: string) => (await world.roles.findAt(EXCHANGE, at))?.settings;
const overridesOf = async (world: World) => (await world.settingsRecords.listOverrides(EXCHANGE, { limit: 5 })).items;

describe('taking back settings (SET-11)', () => {
  it('at a resource brings those above into force there again, on record and in the history', async () => {
    const world = await withOverride();
    expect((await overridesOf(world)).map(({ resourceId }) => resourceId)).toEqual([UNIT]);

    const { saved, changes } = await takeBack(world);

    const change = { field: 'maximumDurationMinutes', from: 30, to: 480 };
    expect(changes).toEqual([change]);
    expect(saved).toMatchObject({ resourceId: DIRECTORY, version: 1 });
    expect(await settingsAt(world, UNIT)).toMatchObject({ resourceId: DIRECTORY, settings: exchangeSettings });
    expect(await overridesOf(world)).toEqual([]);
    const { items } = await world.settingsRecords.listVersions(EXCHANGE, UNIT, { limit: 5 });
    expect(items).toMatchObject([{ version: 2, takenBack: true, changes: [change] }, { version: 1 }]);
    const events = (await world.exportTable()).filter(({ type, subject }) => {
      return type === 'role.settings_changed' && Object(subject).id === `${EXCHANGE}:${UNIT}`;
    });
    expect(events.at(-1)).toMatchObject({ seq: 2, actor: { id: grace.id }, details: { takenBack: true, previous: 1 } });
  });

  it('of the role itself brings back the defaults', async () => {
    const world = await withOverride();

    const { warnings } = await takeBack(world, { at: DIRECTORY });

    expect(await settingsAt(world, DIRECTORY)).toMatchObject({ version: 0, settings: defaultSettings });
    expect((await settingsAt(world, UNIT))?.settings.maximumDurationMinutes).toBe(30);
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'protection_lowered', field: 'approval.required' }),
    );
  });

  it('lets versions count on: saved again, taken back again, and none collides', async () => {
    const world = await withOverride();
    await takeBack(world);

    const { saved } = await patch(world, { maximumDurationMinutes: 45 });
    await takeBack(world, { expected: 3 });
    await patch(world, { maximumDurationMinutes: 50 });

    expect(saved).toMatchObject({ version: 3, resourceId: UNIT });
    const { items } = await world.settingsRecords.listVersions(EXCHANGE, UNIT, { limit: 9 });
    expect(items.map(({ version, takenBack }) => [version, takenBack ?? false])).toEqual([
      [5, false],
      [4, true],
      [3, false],
      [2, true],
      [1, false],
    ]);
  });

  it('lets people ask and be given access under what counts then', async () => {
    const world = await withOverride();
    await takeBack(world);

    const asked = await ask(world, { resourceId: UNIT, durationMinutes: 480 });
    await vote(world, asked.id);

    expect(await expectSound(world, asked.id)).toMatchObject({ status: 'approved', settings: { resourceId: '/' } });
    await grant(world, await stored(world, asked.id));
    expect(await expectSound(world, asked.id)).toMatchObject({ status: 'active' });
  });

  it('lets a group that only they named be archived', async () => {
    const world = await withOverride({ approval: { approvers: [groupEntry(operators), userEntry(grace)] } });
    expect(await world.removals.findSettingsNaming(operators.id)).toEqual({ roleId: EXCHANGE, resourceId: UNIT });

    await takeBack(world);

    expect(await world.removals.findSettingsNaming(operators.id)).toBeUndefined();
  });

  it.each([
    ['where there are none', DIRECTORY, 0, 'no_own_settings'],
    ['a second time', UNIT, 1, 'no_own_settings'],
    ['over another version', UNIT, 7, 'version_outdated'],
    ['at an unknown resource', 'nowhere', 1, 'resource_not_found'],
  ])('%s is refused', async (name, at, expected, code) => {
    const world = await withOverride();
    if (name === 'a second time') await takeBack(world);
    if (at === DIRECTORY) await takeBack(world, { at });

    expect(await refusalOf(world, () => takeBack(world, { at, expected }))).toMatchObject({ code });
  });

  it('is refused where nobody could approve under what would be inherited', async () => {
    const world = await withOverride({ approval: { required: false } });
    const gone = { kind: 'user' as const, id: 'gone', displayName: 'Gone' };
    const settings = { ...exchangeSettings, ...approval({ approvers: [gone] }) };
    await world.table.edit(keys.settings(EXCHANGE, DIRECTORY), { settings });

    const { violations, changes } = await judgeTakingBack(
      { roleId: EXCHANGE, resourceId: UNIT },
      await callerOf(world, grace),
      world,
    );

    expect(violations).toMatchObject([{ rule: 'approval.approvers', code: 'nobody_could_approve' }]);
    expect(changes.map(({ field }) => field)).toContain('approval.required');
    expect(await refusalOf(world, () => takeBack(world))).toMatchObject({ code: 'nobody_could_approve' });
  });

  it('by two at once has one winner; the other finds none left', async () => {
    const world = await withOverride();

    const results = await Promise.allSettled([takeBack(world), takeBack(world)]);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({ code: 'no_own_settings' });
  });
});

describe('requests under settings that are taken back (T-59)', () => {
  it('are withdrawn when they are one’s own', async () => {
    const world = await withOverride({ approval: { quorum: 2 } });
    const own = await ask(world, { resourceId: UNIT });

    const { warnings } = await takeBack(world, { by: ada });

    expect(await expectSound(world, own.id)).toMatchObject({ status: 'cancelled' });
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'own_requests_cancelled', activationIds: [own.id] }),
    );
  });

  it('stay when they are somebody else’s', async () => {
    const world = await withOverride({ approval: { quorum: 2 } });
    const asked = await ask(world, { resourceId: UNIT });

    await takeBack(world);

    expect(await stored(world, asked.id)).toMatchObject({ status: 'pending_approval' });
  });

  it('are not granted when they slip in just before', async () => {
    const world = await withOverride({ maximumDurationMinutes: 60 }, approval({ required: false }));
    let slipped = '';
    const settingsRecords: World['settingsRecords'] = {
      ...world.settingsRecords,
      async save(...saved) {
        slipped = (await ask(world, { resourceId: UNIT, durationMinutes: 60 })).id;
        await world.settingsRecords.save(...saved);
      },
    };
    await takeBack({ ...world, settingsRecords }, { by: ada });

    const granting = grant(world, await stored(world, slipped));

    await expect(granting).rejects.toMatchObject({ message: 'changed_by_requester' });

    expect(await expectSound(world, slipped)).toMatchObject({ status: 'cancelled' });
  });
});
