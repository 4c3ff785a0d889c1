import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { ada, alan, EXCHANGE, grace, mallory, margaret, operators, robot } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import {
  assignmentOf,
  assignOne,
  assignTo,
  expectChains,
  organization,
  outcomesOf,
  REASON,
} from './assignment-steps.ts';
import { refusalOf } from './steps.ts';

const open = useWorlds();
const DAY = 24 * 60;
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

describe('assigning a role', () => {
  it('stores the assignment with its event, and answers with the names', async () => {
    const [result] = await assignTo(world, [mallory], { endsAt: plusMinutes(NOON, DAY) });

    const stored = await world.assignments.find(assignmentOf(result).id);
    expect(result).toEqual({
      principalId: mallory.id,
      principalName: mallory.displayName,
      holderEnabled: true,
      roleName: EXCHANGE,
      createdBy: { id: grace.id, displayName: grace.displayName },
      assignment: stored,
    });
    expect(stored).toEqual({
      ...{ id: stored?.id, principalId: mallory.id, roleId: EXCHANGE, resourceId: '/', type: 'active' },
      ...{ startsAt: NOON, endsAt: plusMinutes(NOON, DAY), justification: REASON, createdAt: NOON },
      ...{ createdBy: grace.id, revision: 1 },
    });
    expect((await expectChains(world)).at(-1)).toEqual({
      type: 'assignment.added',
      subject: { kind: 'assignment', id: stored?.id },
      details: stored,
    });
  });

  it('without an end lasts as long as the role allows', async () => {
    expect(await assignOne(world, mallory)).toMatchObject({ endsAt: plusMinutes(NOON, 180 * DAY) });
    expect(await assignOne(world, mallory, { type: 'eligible' })).toMatchObject({
      endsAt: plusMinutes(NOON, 365 * DAY),
    });
    expect(await assignOne(world, margaret, { permanent: true })).not.toHaveProperty('endsAt');
  });

  it('costs three reads and one write for each principal, and one read in all for the caller’s own requests', async () => {
    const before = world.table.requests.length;

    await assignOne(world, mallory);

    // The first finds out who calls; then resource, role with settings, holder, the caller's other accounts, the transaction.
    const [, ...requests] = world.table.requests.slice(before);
    expect(requests).toEqual(['GetItem', 'BatchGetItem', 'Query', 'Query', 'TransactWriteItems']);
  });

  it.each<[string, string, Parameters<typeof assignOne>]>([
    ['a role nobody knows', 'role_not_found', [world, mallory, { roleId: 'nothing' }]],
    ['a resource nobody knows', 'resource_not_found', [world, mallory, { resourceId: 'res_none' }]],
    ['a principal nobody knows', 'principal_not_found', [world, { ...mallory, id: 'prn_nobody' }]],
    ['a workload that would have to activate', 'workload_not_eligible', [world, robot, { type: 'eligible' }]],
    ['an end before the start', 'end_in_past', [world, mallory, { endsAt: plusMinutes(NOON, -1) }]],
  ])('is refused for %s: %s, and changes nothing', async (_, code, [, person, wanted]) => {
    expect(await refusalOf(world, () => assignOne(world, person, wanted))).toMatchObject({ code });
  });

  it('is refused for a disabled role and a disabled holder, both at once', async () => {
    await world.table.edit(keys.role(EXCHANGE), { enabled: false });
    await world.table.edit(keys.principal(mallory.id), { enabled: false });

    const refusal = await refusalOf(world, () => assignOne(world, mallory));

    expect(refusal).toMatchObject({
      code: 'role_disabled',
      context: { violations: [{ code: 'role_disabled' }, { code: 'holder_disabled' }] },
    });
  });

  it('names the principal nobody knows', async () => {
    const results = await assignTo(world, [{ id: 'prn_nobody' }]);

    expect(results).toMatchObject([{ refusal: { message: expect.stringContaining('prn_nobody') } }]);
  });

  it('is refused where there is such an assignment already, with the id of the other', async () => {
    const first = await assignOne(world, mallory, { endsAt: plusMinutes(NOON, 60) });

    const again = await refusalOf(world, () => assignOne(world, mallory, { startsAt: plusMinutes(NOON, 59) }));

    expect(again).toEqual(refused('assignment_overlaps', { assignmentId: first.id }));
    expect(await assignOne(world, mallory, { startsAt: plusMinutes(NOON, 60) })).toMatchObject({
      principalId: mallory.id,
    });
    expect(await assignOne(world, mallory, { type: 'eligible' })).toMatchObject({ type: 'eligible' });
  });
});

describe('assigning to several', () => {
  it('gives each their own result; one refused keeps none of the others', async () => {
    const results = await assignTo(world, [mallory, robot, { id: 'prn_nobody' }, ada, operators, margaret], {
      type: 'eligible',
    });

    expect(outcomesOf(results)).toEqual([
      'added',
      'workload_not_eligible',
      'principal_not_found',
      // They are eligible already.
      'assignment_overlaps',
      'assignment_overlaps',
      'added',
    ]);
    expect((await world.assignments.list({ roleId: EXCHANGE }, { limit: 10 })).items).toHaveLength(4);
    await expectChains(world);
  });

  it('as a rehearsal answers the same and changes nothing', async () => {
    const before = await world.exportTable();

    const { outcome, changes } = await world.rehearsals.rehearse(() =>
      assignTo(world, [mallory, robot, ada], { type: 'eligible' }),
    );

    expect(outcomesOf(outcome)).toEqual(['added', 'workload_not_eligible', 'assignment_overlaps']);
    expect(changes).toContainEqual(
      expect.objectContaining({ kind: 'assignment', field: 'principalId', to: mallory.id }),
    );
    expect(await world.exportTable()).toEqual(before);
  });
});

describe('a further standing administrator (ONB-4)', () => {
  const administrator = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true };

  it('is counted as soon as assigned, and only then', async () => {
    await world.rehearsals.rehearse(() => assignTo(world, [alan], administrator));
    expect(await world.assignments.countAdministrators()).toBe(1);

    await assignTo(world, [alan], administrator);

    expect(await world.assignments.countAdministrators()).toBe(2);
    expect(await world.assignments.findHolder(alan.id)).toMatchObject({ isStanding: true });
  });

  it.each([
    ['as an eligibility', { type: 'eligible' as const }],
    ['until some day', { permanent: false }],
  ])('is not counted %s', async (_, changes) => {
    await assignTo(world, [alan], { ...administrator, ...changes });

    expect(await world.assignments.countAdministrators()).toBe(1);
  });
});
