import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { castVote } from '#shared/use-cases/cast-vote';
import {
  ada,
  alan,
  approval,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  principal,
  robot,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, eventsOf, expectSound, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();

const settingsOfExchange = keys.settings(EXCHANGE, DIRECTORY);
const change = (world: World, changes: Parameters<typeof approval>[0]) =>
  world.table.edit(settingsOfExchange, { version: 2, settings: { ...exchangeSettings, ...approval(changes) } });

describe('a vote', () => {
  it('that completes the quorum approves, and is on record with reason and assurance', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);

    const approved = await vote(world, id);

    expect(approved).toMatchObject({ status: 'approved', approvedAt: NOON });
    expect(await stored(world, id)).toEqual(approved);
    const [, event] = await world.activations.listEvents(id);
    expect(event).toMatchObject({
      type: 'activation.approved',
      actor: { id: grace.id },
      details: { decision: 'approve', justification: 'ok', assurance: 'session' },
    });
    expect(world.mailer.sent).toEqual([]);
  });

  it('that is the first no denies, also after a yes', async () => {
    const world = await foundOrganization(await open(), approval({ quorum: 2 }));
    const { id } = await ask(world);

    expect(await vote(world, id, grace)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(world, id, alan, 'deny')).toMatchObject({ status: 'denied' });

    expect(await eventsOf(world, id)).toEqual(['requested', 'voted', 'denied']);
    await expectSound(world, id);
  });

  it('is one of two where two are wanted', async () => {
    const world = await foundOrganization(await open(), approval({ quorum: 2 }));
    const { id } = await ask(world);

    await vote(world, id, grace);
    expect(await refusalOf(world, () => vote(world, id, grace))).toMatchObject({ code: 'already_voted' });
    expect(await vote(world, id, alan)).toMatchObject({ status: 'approved' });
  });

  it.each([
    ['not_an_approver', 'somebody else', mallory],
    ['not_an_approver', 'a workload that is named', robot],
    ['self_approval', 'the requester, who is named', ada],
    [
      'self_approval',
      'the requester’s second account, which is named (T-17)',
      principal('ada_admin', { personId: 'person_ada' }),
    ],
    ['activation_not_found', 'nobody known', principal('ghost')],
  ])('is refused as %s when cast by %s', async (code, _, voter) => {
    const named = [grace, robot, ada, principal('ada_admin')].map(userEntry);
    const world = await foundOrganization(await open(), approval({ approvers: named }));
    await world.table.edit(keys.principal(ada.id), { personId: 'person_ada' });
    await world.directory.addPrincipal(principal('ada_admin', { personId: 'person_ada' }), demonstration);
    const { id } = await ask(world);

    expect(await refusalOf(world, () => vote(world, id, voter))).toMatchObject({ code });
  });

  it('counts persons as they are known now, though nobody knew when it was asked for or voted on (T-17)', async () => {
    const second = principal('second');
    const approvers = [grace, alan, second].map(userEntry);
    const world = await foundOrganization(await open(), approval({ quorum: 2, approvers }));
    await world.directory.addPrincipal(second, demonstration);
    const { id } = await ask(world);
    const link = async (...people: { id: string }[]) => {
      for (const person of people) await world.table.edit(keys.principal(person.id), { personId: 'person_found' });
    };
    await vote(world, id, grace);

    await link(grace, second);
    expect(await refusalOf(world, () => vote(world, id, second))).toMatchObject({ code: 'already_voted' });
    await link(ada, second);
    expect(await refusalOf(world, () => vote(world, id, second))).toMatchObject({ code: 'self_approval' });
    // By now the first yes is the requester's own, and counts no more (I01).
    expect(await vote(world, id, alan)).toMatchObject({ status: 'pending_approval' });
  });

  it.each([
    ['not_pending', 'after the decision', async (world: World, id: string) => void (await vote(world, id, alan))],
    ['deadline_passed', 'at the deadline', async (world: World) => world.setTime(plusMinutes(NOON, 24 * 60))],
  ])('is refused as %s %s', async (code, _, prepare) => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    await prepare(world, id);

    expect(await refusalOf(world, () => vote(world, id))).toMatchObject({ code });
  });

  it('is refused without a reason where the settings want one, and accepted where they do not', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const blank = {
      activationId: id,
      voterId: grace.id,
      decision: 'approve',
      assurance: 'session',
      justification: ' ',
    } as const;

    expect(await refusalOf(world, () => castVote(blank, world))).toMatchObject({ code: 'justification_required' });
    await change(world, { approverMustJustify: false });
    expect(await castVote(blank, world)).toMatchObject({ status: 'approved' });
  });
});

describe('the right to vote', () => {
  const byGroup = approval({ approvers: [groupEntry(operators), userEntry(alan)] });
  const byRole = approval({ approvers: [{ kind: 'role', id: SECURITY_ADMINISTRATOR, displayName: 'Security' }] });

  it('comes through a group or an active role as well as by name', async () => {
    const group = await foundOrganization(await open(), byGroup);
    const held = await foundOrganization(await open(), byRole);

    expect(await vote(group, (await ask(group)).id, margaret)).toMatchObject({ status: 'approved' });
    expect(await vote(held, (await ask(held)).id, alan)).toMatchObject({ status: 'approved' });
  });

  it.each([
    ['left the group', byGroup, margaret, (w: World) => w.table.erase(keys.membership(margaret.id, operators.id))],
    [
      'is in a group that was disabled',
      byGroup,
      margaret,
      (w: World) => w.table.edit(keys.principal(operators.id), { enabled: false }),
    ],
    ['was disabled', byGroup, margaret, (w: World) => w.table.edit(keys.principal(margaret.id), { enabled: false })],
    [
      'was disabled, though named',
      byGroup,
      alan,
      (w: World) => w.table.edit(keys.principal(alan.id), { enabled: false }),
    ],
    [
      'lost the role',
      byRole,
      alan,
      (w: World) => w.table.erase(keys.assignment(alan.id, `asg_active_${SECURITY_ADMINISTRATOR}_prn_alan`)),
    ],
    ['is no longer named', approval({}), alan, (w: World) => change(w, { approvers: [userEntry(grace)] })],
  ])('is gone for an approver who %s since the mail (T-27)', async (_, settings, voter, removal) => {
    const world = await foundOrganization(await open(), settings);
    const { id } = await ask(world);
    await removal(world);

    expect(await refusalOf(world, () => vote(world, id, voter))).toMatchObject({ code: 'not_an_approver' });
  });

  it('is demanded by the transaction itself: whoever loses it between reading and writing is refused', async () => {
    const world = await foundOrganization(await open(), byGroup);
    const { id } = await ask(world);
    const replace: World['activations']['replace'] = async (...change) => {
      await world.table.erase(keys.membership(margaret.id, operators.id));
      return world.activations.replace(...change);
    };

    const late = vote({ ...world, activations: { ...world.activations, replace } }, id, margaret);

    await expect(late).rejects.toMatchObject({ code: 'not_an_approver' });
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
  });
});
