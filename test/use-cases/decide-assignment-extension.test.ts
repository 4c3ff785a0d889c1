import { beforeEach, describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { keys } from '#shared/dynamodb/keys';
import { decideExtension } from '#shared/use-cases/decide-assignment-extension';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { sweep } from '#shared/use-cases/sweep';
import { alan, EXCHANGE, grace, mallory, margaret, operators, principal } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, expectChains, organization } from './assignment-steps.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
const DAY = 24 * 60;
const days = (count: number) => plusMinutes(NOON, count * DAY);
let world: World;
let own: Assignment;
beforeEach(async () => {
  world = await organization(open);
  own = await assignOne(world, mallory, { type: 'eligible', endsAt: days(10) });
});

const request = async (who: Principal = mallory, { id } = own, endsAt = days(100)) =>
  requestExtension(
    { assignmentId: id, endsAt, justification: ' Still on the team ' },
    await callerOf(world, who),
    world,
  );
const decide = async (extensionId: string, decision: 'approve' | 'deny' = 'approve', who: Principal = grace) =>
  decideExtension({ extensionId, decision, justification: 'Checked' }, await callerOf(world, who), world);

describe('the decision on it', () => {
  it('moves the end, when it is yes, in one transaction', async () => {
    const { id } = await request();
    world.setTime(days(1));
    const before = world.table.requests.length;

    const decided = await decide(id);

    expect(world.table.requests.slice(before).filter((name) => name === 'TransactWriteItems')).toHaveLength(1);
    expect(decided).toMatchObject({
      status: 'approved',
      decidedBy: grace.id,
      decidedAt: days(1),
      decisionJustification: 'Checked',
    });
    const after = await world.assignments.find(own.id);
    expect(after).toEqual({ ...own, endsAt: days(100), extendedAt: days(1), revision: 2 });
    expect((await expectChains(world)).slice(-2)).toMatchObject([
      { type: 'assignment.extended', details: { ...after, extensionId: id, previousEndsAt: days(10) } },
      { type: 'extension.approved', subject: { id }, details: { status: 'approved' } },
    ]);
    expect(await world.extensions.findWaiting(own.id)).toBeUndefined();
  });

  it('changes nothing about the assignment, when it is no', async () => {
    const { id } = await request();

    expect(await decide(id, 'deny')).toMatchObject({ status: 'denied' });

    expect(await world.assignments.find(own.id)).toEqual(own);
    expect((await expectChains(world)).at(-1)).toMatchObject({ type: 'extension.denied' });
    expect(await request()).toMatchObject({ status: 'pending' });
  });

  it('starts an assignment again that has ended', async () => {
    world.setTime(days(12));
    await sweep(world);
    const extension = await request();
    expect(extension.kind).toBe('renewal');
    world.setTime(days(13));

    await decide(extension.id);

    const renewed = await world.assignments.find(own.id);
    expect(renewed).toMatchObject({ startsAt: days(13), endsAt: days(100), revision: 3 });
    expect(renewed).not.toHaveProperty('endedAt');
  });

  it('is made once, also by twenty at once', async () => {
    const { id } = await request();

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => decide(id, at % 2 ? 'approve' : 'deny')),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusalOf(world, () => decide(id))).toEqual(refused('extension_decided'));
    await expectChains(world);
  });

  it.each<[string, Principal, string, Partial<Principal>]>([
    ['who asked', grace, grace.id, {}],
    ['who holds it under another account', { ...grace, personId: 'person_1' }, 'prn_other', { personId: 'person_1' }],
  ])('is never made by the administrator %s', async (_, __, holderId, changes) => {
    const other = holderId === grace.id ? grace : principal('other', changes);
    if (other !== grace) {
      await world.directory.addPrincipal(other, demonstration);
      await world.table.edit(keys.principal(grace.id), { ...changes });
    }
    const theirs = await assignOne(world, other, { endsAt: days(5) });
    const { id } = await request(other, theirs);

    expect(await refusalOf(world, () => decide(id))).toEqual(refused('self_approval'));
    expect(await decide(id, 'deny', alan)).toMatchObject({ status: 'denied' });
  });

  it('is never made by a member of the group it would serve', async () => {
    await world.directory.addMember({ principalId: grace.id, groupId: operators.id, groupName: 'x' }, demonstration);
    const theirs = await assignOne(world, operators, { endsAt: days(5) });
    const { id } = await request(margaret, theirs);

    expect(await refusalOf(world, () => decide(id))).toEqual(refused('self_approval'));
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['when the wanted end has come', 'end_in_past', async () => world.setTime(days(100))],
    ['when the role was disabled', 'role_disabled', () => world.table.edit(keys.role(EXCHANGE), { enabled: false })],
    [
      'when the holder was disabled',
      'holder_disabled',
      () => world.table.edit(keys.principal(mallory.id), { enabled: false }),
    ],
  ])('cannot be yes %s, but no', async (_, code, change) => {
    const { id } = await request();
    await change();

    expect(await refusalOf(world, () => decide(id))).toMatchObject({ code });
    expect(await decide(id, 'deny')).toMatchObject({ status: 'denied' });
  });

  it('cannot be yes to a renewal in whose place another assignment came', async () => {
    world.setTime(days(11));
    const { id } = await request();
    const newer = await assignOne(world, mallory, { type: 'eligible', endsAt: days(20) });

    expect(await refusalOf(world, () => decide(id))).toEqual(
      refused('assignment_overlaps', { assignmentId: newer.id }),
    );
  });

  it('takes a reason, and a request there is', async () => {
    const { id: extensionId } = await request();
    const caller = await callerOf(world, grace);
    const blank = { extensionId, decision: 'deny', justification: ' ' } as const;

    expect(await refusalOf(world, () => decideExtension(blank, caller, world))).toEqual(
      refused('justification_required'),
    );
    expect(await refusalOf(world, () => decide('ext_none'))).toEqual(refused('extension_not_found'));
  });
});

describe('an assignment that is removed while a request waits', () => {
  it('withdraws it: nobody can decide on it any more', async () => {
    const { id } = await request();

    await removeAssignment(own.id, await callerOf(world, grace), world);

    expect(await world.extensions.find(id)).toMatchObject({ status: 'withdrawn', decidedBy: grace.id });
    expect(await refusalOf(world, () => decide(id))).toEqual(refused('extension_decided'));
    await expectChains(world);
  });
});
