import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { evaluateAccess, type Question } from '#shared/use-cases/evaluate-access';
import { ada, assignment, EXCHANGE, ISSUER, mallory, margaret, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
});

const END = plusMinutes(NOON, 60);
const MILLISECOND = 1 / 60_000;
const unit = {
  id: 'res_unit',
  displayName: 'Unit',
  kind: 'organizational_unit' as const,
  ancestors: ['/'],
  revision: 1,
};

const question = (changes: Partial<Question> = {}): Question => ({
  subject: { type: 'user', id: ada.id },
  action: { name: 'use' },
  resource: { type: 'role', id: EXCHANGE },
  ...changes,
});
const evaluate = (changes: Partial<Question> = {}) => evaluateAccess(question(changes), world);
const no = (reason: string) => ({ decision: false, context: { reason } });
const yes = (validUntil?: string) => ({
  decision: true,
  context: { reason: 'active', ...(validUntil ? { validUntil } : {}) },
});

describe('the answer to a protected application', () => {
  it('is no before the activation, yes during it, no after it, to the millisecond (ACT-9)', async () => {
    expect(await evaluate()).toEqual(no('not_active'));
    await activate(world, { durationMinutes: 60 });

    expect(await evaluate()).toEqual(yes(END));
    world.setTime(plusMinutes(END, -MILLISECOND));
    expect(await evaluate()).toEqual(yes(END));
    world.setTime(END);
    expect(await evaluate()).toEqual(no('not_active'));
    world.setTime(plusMinutes(END, MILLISECOND));
    expect(await evaluate()).toEqual(no('not_active'));
  });

  it('is no while the activation is only approved or provisioning', async () => {
    const { id } = await ask(world);
    expect(await evaluate()).toEqual(no('not_active'));

    await world.table.edit(keys.openActivation(ada.id, EXCHANGE, '/'), { status: 'provisioning', endsAt: END });

    expect(await world.activations.find(id)).toMatchObject({ status: 'approved' });
    expect(await evaluate()).toEqual(no('not_active'));
  });

  it('is no from the moment the holder gives the role back', async () => {
    const { id } = await activate(world);
    await deactivateActivation(id, await callerOf(world, ada), world);

    expect(await evaluate()).toEqual(no('not_active'));
  });

  it('names the subject by principal or by issuer and subject', async () => {
    await activate(world, { durationMinutes: 60 });

    expect(await evaluate({ subject: { type: 'user', id: `${ISSUER}|ada` } })).toEqual(yes(END));
    expect(await evaluate({ subject: { type: 'user', id: `${ISSUER}|mallory` } })).toEqual(no('not_active'));
  });

  it.each([
    ['unknown_subject', { subject: { type: 'user', id: 'prn_nobody' } }],
    ['unknown_subject', { subject: { type: 'user', id: `${ISSUER}|nobody` } }],
    ['unknown_subject', { subject: { type: 'spaceship', id: ada.id } }],
    ['unknown_subject', { subject: { type: 'principal', id: ada.id } }],
    ['unknown_subject', { subject: { type: 'workload', id: ada.id } }],
    ['unknown_subject', { subject: { type: 'user', id: '' } }],
    ['unknown_subject', { subject: { type: 'user', id: 'x'.repeat(3000) } }],
    ['unknown_subject', { subject: { type: 'user', id: `${ISSUER}|${'x'.repeat(3000)}` } }],
    ['unknown_subject', { subject: { type: 'user', id: `${ada.id}#OPEN\0` } }],
    ['unknown_action', { action: { name: 'delete' } }],
    ['unknown_role', { resource: { type: 'role', id: 'nothing' } }],
    ['unknown_role', { resource: { type: 'role', id: 'x'.repeat(3000) } }],
    ['unknown_role', { resource: { type: 'role', id: '' } }],
    ['unknown_role', { resource: { type: 'mailbox', id: EXCHANGE } }],
    ['unknown_resource', { resource: { type: 'role', id: EXCHANGE, properties: { resourceId: 'nowhere' } } }],
    ['unknown_resource', { resource: { type: 'role', id: EXCHANGE, properties: { resourceId: 'x'.repeat(3000) } } }],
    ['not_active', { subject: { type: 'user', id: mallory.id } }],
  ])('is no, because %s, for %j', async (reason, changes) => {
    await activate(world);

    expect(await evaluate(changes)).toEqual(no(reason));
  });

  it('is no when holder or role are disabled, however active', async () => {
    await activate(world);
    await world.table.edit(keys.role(EXCHANGE), { enabled: false });
    expect(await evaluate()).toEqual(no('role_disabled'));

    await world.table.edit(keys.principal(ada.id), { enabled: false });
    expect(await evaluate()).toEqual(no('subject_disabled'));
  });

  it('is no to everything until somebody consents', async () => {
    world = await open();

    expect(await evaluate()).toEqual(no('not_onboarded'));
  });
});

describe('the answer for a standing assignment', () => {
  const dates = { startsAt: plusMinutes(NOON, -10), endsAt: END };

  it.each([
    ['a millisecond before its start', plusMinutes(dates.startsAt, -MILLISECOND), false],
    ['at its start', dates.startsAt, true],
    ['a millisecond before its end', plusMinutes(END, -MILLISECOND), true],
    ['at its end', END, false],
  ])('is right %s', async (_, at, decision) => {
    await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'active', dates), demonstration);
    world.setTime(at);

    expect(await evaluate({ subject: { type: 'user', id: mallory.id } })).toMatchObject({ decision });
  });

  it('is yes through a group, until that group is disabled', async () => {
    await world.directory.addAssignment(assignment(operators, EXCHANGE, 'active'), demonstration);
    const asMargaret = { subject: { type: 'user', id: margaret.id } };
    expect(await evaluate(asMargaret)).toEqual(yes());

    await world.table.edit(keys.principal(operators.id), { enabled: false });
    expect(await evaluate(asMargaret)).toEqual(no('not_active'));
  });

  it('is no once its holder is disabled, and yes again once they are enabled: nothing of it has to be ended', async () => {
    await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'active'), demonstration);
    const asMallory = { subject: { type: 'user', id: mallory.id } };

    await world.table.edit(keys.principal(mallory.id), { enabled: false });
    expect(await evaluate(asMallory)).toEqual(no('subject_disabled'));
    await world.table.edit(keys.principal(mallory.id), { enabled: true });
    expect(await evaluate(asMallory)).toEqual(yes());
  });

  it('reaches what lies below its resource, and not what lies above', async () => {
    await world.directory.addResource(unit, demonstration);
    await world.directory.addAssignment(
      assignment(mallory, EXCHANGE, 'active', { resourceId: unit.id }),
      demonstration,
    );
    const subject = { type: 'user', id: mallory.id };
    const at = (resourceId: string) => ({
      subject,
      resource: { type: 'role', id: EXCHANGE, properties: { resourceId } },
    });

    expect(await evaluate(at(unit.id))).toEqual(yes());
    expect(await evaluate(at('/'))).toEqual(no('not_active'));
  });

  it('never rests on an eligibility', async () => {
    expect(await evaluate({ subject: { type: 'user', id: margaret.id } })).toEqual(no('not_active'));
  });
});
