import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  grace,
  mallory,
  margaret,
  operators,
  robot,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, endingsOf, expectChains, organization } from './assignment-steps.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});
const convert = async (id: string, type: 'eligible' | 'active', dryRun = false) =>
  convertAssignment({ id, type, dryRun }, await callerOf(world, grace), world);
const use = ({ id }: Principal) =>
  evaluateAccess(
    { subject: { type: 'user', id }, action: { name: 'use' }, resource: { type: 'role', id: EXCHANGE } },
    world,
  );

describe('making standing access an eligibility (ASG-2)', () => {
  it('withdraws it at once, in one transaction, and keeps what it is for', async () => {
    const before = await assignOne(world, mallory, { permanent: true });
    expect(await use(mallory)).toMatchObject({ decision: true });
    const requests = world.table.requests.length;

    const { assignment: after } = await convert(before.id, 'eligible');

    expect(world.table.requests.slice(requests).filter((name) => name === 'TransactWriteItems')).toHaveLength(1);
    expect(after).toEqual({ ...before, id: after.id, type: 'eligible', startsAt: NOON });
    expect(await world.assignments.find(before.id)).toBeUndefined();
    expect(await world.assignments.find(after.id)).toEqual(after);
    expect(await use(mallory)).toMatchObject({ decision: false });
    expect((await expectChains(world)).slice(-2)).toMatchObject([
      { type: 'assignment.removed', subject: { id: before.id }, details: { ...before, replacedBy: after.id } },
      { type: 'assignment.made_eligible', subject: { id: after.id }, details: { ...after, replaces: before.id } },
    ]);
    expect(await endingsOf(world)).toMatchObject([{ reason: 'approvers_changed' }]);
  });

  it.each([
    ['that is in use', [[mallory, 0]], 'used_recently'],
    ['that was used a day ago', [[mallory, -24 * 60]], undefined],
    ['of which no use is on record', [], 'use_unknown'],
    ['of which only others are known to make use', [[margaret, 0]], 'use_unknown'],
  ] as const)('%s comes with the right warning', async (_, uses, code) => {
    const { id } = await assignOne(world, mallory);
    for (const [person, minutes] of uses)
      await world.roleUses.record(person.id, { roleId: EXCHANGE, lastUsedAt: plusMinutes(NOON, minutes) }, NOON);

    const { warnings } = await convert(id, 'eligible', true);

    expect(warnings.map((warning) => warning.code)).toEqual(code ? [code] : []);
  });

  it('of a group warns of what its members use', async () => {
    const group = { ...operators, id: 'grp_other' };
    await world.directory.addPrincipal(group, grace);
    await world.directory.addMember({ principalId: margaret.id, groupId: group.id, groupName: 'Other' }, grace);
    const { id } = await assignOne(world, group);
    expect(await use(margaret)).toMatchObject({ decision: true });

    const { warnings } = await convert(id, 'eligible');

    expect(warnings).toMatchObject([{ code: 'used_recently', lastUsedAt: NOON }]);
  });

  it('of a workload is refused, because its scripts would break (ASG-5)', async () => {
    const { id } = await assignOne(world, robot);

    expect(await refusalOf(world, () => convert(id, 'eligible'))).toMatchObject({
      code: 'workload_not_eligible',
      message: expect.stringContaining('scripts would break'),
    });
  });

  it('of the last administrator is refused, and a rehearsal says so (ONB-4)', async () => {
    const { id } = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active');
    const before = await world.exportTable();

    expect(await convert(id, 'eligible', true)).toMatchObject({ refusal: { code: 'last_administrator' } });
    expect(await refusalOf(world, () => convert(id, 'eligible'))).toEqual(refused('last_administrator'));
    expect(await world.exportTable()).toEqual(before);
  });

  it('of one of two administrators leaves one', async () => {
    const { id } = await assignOne(world, alan, { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true });

    const { assignment: eligible } = await convert(id, 'eligible');
    expect(await world.assignments.countAdministrators()).toBe(1);
    await convert(eligible.id, 'active');
    expect(await world.assignments.countAdministrators()).toBe(2);
  });
});

describe('making an eligibility standing access', () => {
  const eligible = assignment(ada, EXCHANGE, 'eligible');

  it('is the way back: it grants at once, and what ran under the eligibility ends', async () => {
    const { assignment: after, warnings } = await convert(eligible.id, 'active');

    expect(after).toMatchObject({ principalId: ada.id, roleId: EXCHANGE, type: 'active', startsAt: NOON });
    expect(warnings).toEqual([]);
    expect(await use(ada)).toMatchObject({ decision: true });
    expect(await endingsOf(world)).toMatchObject([
      { reason: 'approvers_changed', entries: [{ kind: 'role', id: EXCHANGE }] },
      { reason: 'eligibility_gone', assignmentId: eligible.id },
    ]);
    expect((await expectChains(world)).at(-1)).toMatchObject({ type: 'assignment.made_active' });
  });

  it('is refused where there is standing access already', async () => {
    const other = await assignOne(world, ada);

    const refusal = await refusalOf(world, () => convert(eligible.id, 'active'));

    expect(refusal).toEqual(refused('assignment_overlaps', { assignmentId: other.id }));
  });
});

describe('a conversion', () => {
  it('as a rehearsal changes nothing, and shows what would be', async () => {
    const { id } = await assignOne(world, mallory);
    const before = await world.exportTable();

    const rehearsed = await convert(id, 'eligible', true);

    expect(rehearsed).toMatchObject({ assignment: { type: 'eligible' }, warnings: [{ code: 'use_unknown' }] });
    expect(rehearsed).not.toHaveProperty('refusal');
    expect(await world.exportTable()).toEqual(before);
  });

  it.each([
    ['holder', keys.principal(mallory.id), 'holder_disabled'],
    ['role', keys.role(EXCHANGE), 'role_disabled'],
  ])('is refused while the %s is disabled, and a rehearsal shows it as it stays', async (_, key, code) => {
    const { id } = await assignOne(world, mallory);
    await world.table.edit(key, { enabled: false });

    expect(await refusalOf(world, () => convert(id, 'eligible'))).toEqual(refused(code as 'role_disabled'));
    expect(await convert(id, 'eligible', true)).toMatchObject({
      assignment: { id, type: 'active' },
      refusal: { code },
    });
  });

  it('of nothing is refused, a rehearsal too', async () => {
    expect(await refusalOf(world, () => convert('asg_none', 'active', true))).toEqual(refused('assignment_not_found'));
  });
});
