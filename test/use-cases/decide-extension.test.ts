import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { decideActivation } from '#shared/use-cases/decide-activation';
import { decideSeveral } from '#shared/use-cases/decide-several';
import { listMyApprovals } from '#shared/use-cases/list-my-approvals';
import { showActivation } from '#shared/use-cases/show-activation';
import {
  ada,
  alan,
  approval,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changeSettings, extend, pointersTo, stillActive, worldWithHolder } from './extensions.ts';
import { callerOf, eventsOf, expectSound, refusalOf, vote } from './steps.ts';

const open = useWorlds();
/** Ada holds Exchange and has asked for half an hour more at ten past twelve. */
async function begin(settings = {}) {
  const { world, id } = await worldWithHolder(open, settings);
  world.passMinutes(10);
  return { world, id, asked: await extend(world, id) };
}
const inboxOf = async (world: World, person: typeof ada) =>
  (await listMyApprovals(await callerOf(world, person), { limit: 25 }, world)).items.map(({ id }) => id);
const both = [`INBOX#user:${grace.id}`, `INBOX#user:${alan.id}`];
const detailsOf = async (world: World, id: string) => (await world.activations.listEvents(id)).at(-1)?.details;

describe('an extension that needs approval', () => {
  it('waits with an approval of its own while the activation goes on to its old end', async () => {
    const { world, id, asked } = await begin(approval({ quorum: 1, windowMinutes: 24 * 60 }));

    expect(asked).toMatchObject({
      status: 'active',
      endsAt: plusMinutes(NOON, 60),
      generation: 1,
      termsRevision: 2,
      extension: {
        additionalMinutes: 30,
        justification: 'Not done yet',
        requestedAt: plusMinutes(NOON, 10),
        approval: { quorum: 1, deadline: plusMinutes(NOON, 60), votes: [], windowMinutes: 50 },
      },
    });
    expect((await eventsOf(world, id)).at(-1)).toBe('extension_requested');
    expect(await pointersTo(world, id)).toEqual(expect.arrayContaining(both));
  });

  it('waits no longer than the window where that is shorter', async () => {
    const { asked } = await begin(approval({ windowMinutes: 20 }));

    expect(asked.extension?.approval).toMatchObject({ deadline: plusMinutes(NOON, 30), windowMinutes: 20 });
  });

  it('is refused while another one waits', async () => {
    const { world, id } = await begin();

    expect(await refusalOf(world, () => extend(world, id, { minutes: 5 }))).toEqual(refused('extension_pending'));
  });

  it('is refused when nobody could approve it', async () => {
    const { world, id } = await worldWithHolder(open);
    await changeSettings(world, approval({ approvers: [userEntry(ada)] }));

    expect(await refusalOf(world, () => extend(world, id))).toEqual(refused('no_approver'));
  });

  it('stands in the inboxes of its approvers until they have decided, never in the holder’s', async () => {
    const { world, id } = await begin(
      approval({ quorum: 2, approvers: [userEntry(grace), userEntry(alan), userEntry(ada)] }),
    );

    expect(await Promise.all([grace, alan, ada, mallory].map((who) => inboxOf(world, who)))).toEqual([
      [id],
      [id],
      [],
      [],
    ]);
    await vote(world, id, grace);
    expect(await Promise.all([grace, alan].map((who) => inboxOf(world, who)))).toEqual([[], [id]]);
    await vote(world, id, alan);
    expect(await pointersTo(world, id)).toEqual([]);
  });
});

describe('deciding on an extension', () => {
  it('approves it like a request, in a session', async () => {
    const { world, id } = await begin();
    const yes = { activationId: id, decision: 'approve', justification: 'Go on' } as const;

    await decideActivation(yes, await callerOf(world, grace), world);

    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 90), generation: 2 });
    expect(await stillActive(world, id)).not.toHaveProperty('extension');
    expect((await eventsOf(world, id)).at(-1)).toBe('extended');
    expect(await detailsOf(world, id)).toEqual({
      additionalMinutes: 30,
      justification: 'Not done yet',
      endsAt: plusMinutes(NOON, 90),
      vote: { decision: 'approve', justification: 'Go on', assurance: 'session' },
    });
    await expectSound(world, id);
  });

  it('works in bulk, beside requests', async () => {
    const { world, id } = await begin();
    const items = [{ activationId: id, decision: 'approve' as const }];

    const [decided] = await decideSeveral({ items, justification: 'ok' }, await callerOf(world, alan), world);

    expect(decided?.result).toMatchObject({ status: 'active', endsAt: plusMinutes(NOON, 90) });
  });

  it('denies it, and the activation goes on to its old end', async () => {
    const { world, id } = await begin();

    await vote(world, id, alan, 'deny');

    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 60), generation: 1 });
    expect(await detailsOf(world, id)).toEqual({
      additionalMinutes: 30,
      decision: 'deny',
      justification: 'ok',
      assurance: 'session',
    });
    expect([(await eventsOf(world, id)).at(-1), await pointersTo(world, id)]).toEqual(['extension_denied', []]);
    expect(await extend(world, id)).toMatchObject({ termsRevision: 3, extension: { additionalMinutes: 30 } });
  });

  it.each([
    ['by the holder', ada, 'self_approval'],
    ['by somebody who may not even see it', mallory, 'activation_not_found'],
  ] as const)('is refused %s', async (_, person, code) => {
    const { world, id } = await begin(approval({ approvers: [userEntry(grace), userEntry(ada)] }));
    const caller = await callerOf(world, person);
    const decide = () =>
      decideActivation({ activationId: id, decision: 'approve', justification: 'ok' }, caller, world);

    expect(await refusalOf(world, decide)).toEqual(refused(code));
  });

  it.each([
    ['after the end', (world: World) => world.setTime(plusMinutes(NOON, 60)), grace, 'deadline_passed'],
    ['a second time by the same person', (world: World, id: string) => vote(world, id, grace), grace, 'already_voted'],
    [
      'by somebody who is no approver any more',
      (world: World) => changeSettings(world, approval({ approvers: [userEntry(alan)] })),
      grace,
      'not_an_approver',
    ],
  ] as const)('is refused %s', async (_, change, person, code) => {
    const { world, id } = await begin(approval({ quorum: 2 }));
    await change(world, id);

    expect(await refusalOf(world, () => vote(world, id, person))).toEqual(refused(code));
  });

  it('is refused once nothing waits any more', async () => {
    const { world, id } = await begin();
    await vote(world, id, grace);

    expect(await refusalOf(world, () => vote(world, id, alan))).toEqual(refused('not_pending'));
  });

  it('takes the quorum in force where that is larger', async () => {
    const { world, id } = await begin();
    await changeSettings(world, approval({ quorum: 2 }));

    await vote(world, id, grace);
    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 60) });
    await vote(world, id, alan);
    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 90) });
  });

  it('is seen by whom it concerns', async () => {
    const { world, id } = await begin();

    for (const person of [ada, grace, alan])
      expect((await showActivation(id, await callerOf(world, person), world)).activation.id).toBe(id);
    await expect(showActivation(id, await callerOf(world, mallory), world)).rejects.toEqual(
      refused('activation_not_found'),
    );
  });

  it('works where approver and holder are who they are by the same group', async () => {
    const { world } = await worldWithHolder(open, approval({ approvers: [groupEntry(operators)] }));
    const id = (await world.principals.view(ada.id))?.open[0]?.activationId ?? '';

    await extend(world, id);
    await vote(world, id, margaret);

    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 90) });
  });
});
