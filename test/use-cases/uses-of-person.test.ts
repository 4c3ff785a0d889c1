import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { defaultSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { requestActivations } from '#shared/use-cases/request-activations';
import { reviewActivation } from '#shared/use-cases/review-activation';
import { ada, alan, assignment, grace, margaret, principal, role, userEntry } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { over, use, worldWithBreakGlass } from './break-glass.ts';
import { callerOf, refusalOf, WHY } from './steps.ts';

/** Another account of ada's. */
const adaAdmin = principal('ada_admin', { personId: ada.id });
const roleIds = ['fire-door', 'vault', 'valve'];

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithBreakGlass(open);
  await world.directory.addPrincipal(adaAdmin, demonstration);
  for (const id of [...roleIds, 'hatch']) await addRole(id);
});

/** A role both accounts of ada, and margaret, may take by break-glass. */
async function addRole(id: string): Promise<void> {
  const people = [ada, adaAdmin, margaret];
  const breakGlass = { principals: people.map(userEntry), maximumDurationMinutes: 45 };
  await world.directory.addRole(role(id), demonstration);
  const settings = { ...defaultSettings, breakGlass };
  await world.directory.addSettings({ roleId: id, resourceId: '/', version: 1, settings }, demonstration);
  for (const one of people) await world.directory.addAssignment(assignment(one, id, 'eligible'), demonstration);
}

const take = (roleId: string, person: Principal = ada) => use(world, { roleId }, person);
const signOff = async (activationId: string) =>
  reviewActivation({ activationId, justification: 'Seen' }, await callerOf(world, grace), world);
const usesOf = async (items: readonly string[], person = ada) =>
  requestActivations(
    { items: items.map((roleId) => ({ roleId, breakGlass: true })), ...WHY },
    await callerOf(world, person),
    world,
  );
const outcomes = (results: Awaited<ReturnType<typeof usesOf>>) =>
  results.map((result) => ('refusal' in result ? result.refusal.code : result.activation.status));

describe('T-58: break-glass used again while uses of the same person await review', () => {
  it('is refused for the third, over all roles and accounts, naming who can sign off', async () => {
    await over(world);
    await take('vault', adaAdmin);

    const refusal = await refusalOf(world, () => take('fire-door'));

    expect(refusal).toEqual(refused('reviews_awaited'));
    expect(String(refusal)).toMatch(`${grace.displayName} (${grace.id}), ${alan.displayName} (${alan.id}).`);
    expect(await refusalOf(world, () => take('fire-door', adaAdmin))).toEqual(refused('reviews_awaited'));
  });

  it('names no account of the person themselves, although it administers', async () => {
    const admin = principal('ada_third', { personId: ada.id });
    await world.directory.addPrincipal(admin, demonstration);
    await world.directory.addAssignment(assignment(admin, 'security-administrator', 'active'), demonstration);
    await usesOf(['vault', 'valve']);

    expect(String(await refusalOf(world, () => take('fire-door')))).not.toMatch(admin.id);
  });

  it('goes on for others', async () => {
    await usesOf(['vault', 'valve']);

    expect(await take('fire-door', margaret)).toMatchObject({ status: 'approved' });
  });

  it('is possible again once one of them is signed off', async () => {
    const { id } = await over(world);
    await take('vault');
    await signOff(id);

    expect(await take('fire-door')).toMatchObject({ status: 'approved' });
    expect(await refusalOf(world, () => take('valve'))).toEqual(refused('reviews_awaited'));
  });

  it('alarms with how many of them await review', async () => {
    await usesOf(['vault', 'valve', 'fire-door']);

    expect(world.alarms.filter((alarm) => alarm.startsWith('reviewsAwaited'))).toEqual([
      'reviewsAwaited 1',
      'reviewsAwaited 2',
    ]);
  });

  it('counts those of one call in its order, in a dry run as well', async () => {
    const { outcome } = await world.rehearsals.rehearse(() => usesOf(roleIds));
    expect(outcomes(outcome)).toEqual(['approved', 'approved', 'reviews_awaited']);

    expect(outcomes(await usesOf(roleIds))).toEqual(['approved', 'approved', 'reviews_awaited']);
  });

  it('leaves ordinary requests alone', async () => {
    await usesOf(['vault', 'valve']);

    const request = { items: [{ roleId: 'fire-door' }], ...WHY };
    expect(outcomes(await requestActivations(request, await callerOf(world, ada), world))).toEqual(['approved']);
  });

  it.each([
    ['one awaits review', 1],
    ['none does', 0],
  ])('does not pass the limit when several come at once by both accounts while %s', async (_, before) => {
    await usesOf(['vault'].slice(0, before));

    const racing = await Promise.all([usesOf(['fire-door']), usesOf(['valve'], adaAdmin), usesOf(['hatch'])]);

    const codes = racing.flatMap(outcomes);
    expect(codes.filter((code) => code === 'approved')).toHaveLength(2 - before);
    expect(codes.filter((code) => code === 'reviews_awaited')).toHaveLength(1 + before);
  });

  it('counts what an account took before it was known to be the person’s', async () => {
    await world.table.edit(keys.principal(adaAdmin.id), { personId: 'number_1' });
    await take('vault', adaAdmin);
    await take('valve', adaAdmin);
    expect(await take('fire-door')).toMatchObject({ status: 'approved' });

    await world.table.edit(keys.principal(ada.id), { personId: 'number_1' });
    await world.table.edit(keys.personAccount('number_1', adaAdmin.id), { entity: 'person_account' });

    expect(await refusalOf(world, () => use(world))).toEqual(refused('reviews_awaited'));
  });

  it('counts uses that version 0.1 stored, which nothing points at', async () => {
    const [first, second] = [await take('vault'), await take('valve')];
    for (const { id } of [first, second]) await world.table.erase(keys.awaitedReview(ada.id, id));
    await world.table.erase(keys.breakGlassUses(ada.id));
    expect(await refusalOf(world, () => take('fire-door'))).toEqual(refused('reviews_awaited'));

    await world.table.edit(keys.activation(first.id), { breakGlass: { review: 'signed' } });

    expect(await take('fire-door')).toMatchObject({ status: 'approved' });
    expect(await refusalOf(world, () => use(world))).toEqual(refused('reviews_awaited'));
  });
});
