import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { castVote } from '#shared/use-cases/cast-vote';
import { decideActivation } from '#shared/use-cases/decide-activation';
import { decideSeveral } from '#shared/use-cases/decide-several';
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
  membership,
  operators,
  principal,
  robot,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, callerOf, eventsOf, expectSound, refusalOf, stored, vote } from './steps.ts';

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

describe('settings changed while an activation waits', () => {
  it('count with the larger quorum, whichever of both it is (I02)', async () => {
    const raised = await foundOrganization(await open());
    const first = await ask(raised);
    await change(raised, { quorum: 2 });
    const lowered = await foundOrganization(await open(), approval({ quorum: 2 }));
    const second = await ask(lowered);
    await change(lowered, { quorum: 1 });

    expect(await vote(raised, first.id)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(lowered, second.id)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(lowered, second.id, alan)).toMatchObject({ status: 'approved' });
  });

  it('count with the approvers in force; with those asked when approval is switched off', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    await change(world, { approvers: [groupEntry(operators)] });
    expect(await refusalOf(world, () => vote(world, id, grace))).toMatchObject({ code: 'not_an_approver' });

    await change(world, { required: false });

    expect(await vote(world, id, grace)).toMatchObject({ status: 'approved' });
  });
});

describe('a decision by a signed-in approver', () => {
  const decide = async (world: World, id: string, person = grace, session?: Parameters<typeof callerOf>[2]) =>
    decideActivation(
      { activationId: id, decision: 'approve', justification: 'ok' },
      await callerOf(world, person, session),
      world,
    );

  it('takes a second factor no older than 15 minutes', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const old = { mfa: true, authenticatedAt: plusMinutes(NOON, -15.01) };
    const recent = { mfa: true, authenticatedAt: plusMinutes(NOON, -15) };

    for (const session of [{ mfa: false, authenticatedAt: NOON }, { mfa: true }, old])
      expect(await refusalOf(world, () => decide(world, id, grace, session))).toMatchObject({
        code: 'mfa_required',
        context: { maxAgeSeconds: 900 },
      });
    expect(await decide(world, id, grace, recent)).toMatchObject({ status: 'approved' });
  });

  it.each([
    ['activation_not_found', 'who may not even see it', mallory],
    ['self_approval', 'who asked', ada],
    ['not_an_approver', 'who may see it but not decide', alan],
  ])('is refused as %s for somebody %s', async (code, _, person) => {
    const world = await foundOrganization(await open(), approval({ approvers: [userEntry(grace)] }));
    const { id } = await ask(world);

    expect(await refusalOf(world, () => decide(world, id, person))).toMatchObject({ code });
  });

  it('on several activations succeeds or is refused for each alone', async () => {
    const world = await foundOrganization(await open());
    await world.directory.addMember(membership(mallory, operators), demonstration);
    const first = await ask(world);
    const second = await ask(world, {}, mallory);
    await vote(world, second.id, alan, 'deny');
    const items = [first.id, second.id, 'act_none'].map((activationId) => ({
      activationId,
      decision: 'approve' as const,
    }));

    const results = await decideSeveral({ items, justification: 'ok' }, await callerOf(world, grace), world);

    expect(results.map(({ result }) => ('code' in result ? result.code : result.status))).toEqual([
      'approved',
      'not_pending',
      'activation_not_found',
    ]);
  });

  it('on several is refused as a whole without a second factor', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const caller = await callerOf(world, grace, { mfa: false });
    const command = { items: [{ activationId: id, decision: 'approve' as const }], justification: 'ok' };

    expect(await refusalOf(world, () => decideSeveral(command, caller, world))).toMatchObject({ code: 'mfa_required' });
  });
});
