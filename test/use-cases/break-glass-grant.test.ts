import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { announceBreakGlass } from '#shared/use-cases/announce-break-glass';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { MailsUndelivered } from '#shared/use-cases/tell-people';
import { messageRejected } from '#test/support/fake-mailer';
import { ada, alan, assignment, grace, margaret } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { announced, changeRules, held, listed, use, withoutTicket, worldWithBreakGlass } from './break-glass.ts';
import { extend } from './extensions.ts';
import { ask, callerOf, eventsOf, expectSound, grant, refusalOf, stored } from './steps.ts';

const open = useWorlds();
const refuseAll = () => {
  throw messageRejected();
};
const down = () => {
  throw new Error('The mail service is down.');
};
let world: World;
beforeEach(async () => {
  world = await worldWithBreakGlass(open);
});

describe('T-45: the grant', () => {
  it('waits until people were told', async () => {
    const used = await use(world);
    world.passMinutes(0.5);
    expect(await refusalOf(world, () => grant(world, used))).toMatchObject({ name: 'NotAnnouncedYet' });

    await grant(world, await announced(world, used));

    expect(await expectSound(world, used.id)).toMatchObject({
      status: 'active',
      breakGlass: { announcedAt: plusMinutes(NOON, 0.5) },
    });
    expect(await eventsOf(world, used.id)).toEqual(['requested', 'announced', 'provisioning', 'activated']);
  });

  it('with SES down comes after 60 s all the same, and the announcement late', async () => {
    const used = await use(world);
    world.passMinutes(0.999);
    expect(await refusalOf(world, () => grant(world, used))).toMatchObject({ name: 'NotAnnouncedYet' });

    world.passMinutes(0.001);
    await grant(world, used);
    expect(await stored(world, used.id)).toMatchObject({ status: 'active' });
    world.passMinutes(10);
    await announced(world, used);

    expect(await expectSound(world, used.id)).toMatchObject({ breakGlass: { announcedAt: plusMinutes(NOON, 11) } });
  });

  it('comes with a stale heartbeat, and with none', async () => {
    world.passMinutes(11);
    await grant(world, await announced(world, await use(world)));
    await world.table.erase(keys.heartbeat());
    await grant(world, await announced(world, await use(world, {}, margaret)));

    expect(world.accessProvider.given.size).toBe(2);
  });

  it('does not come any more for somebody who is listed no longer', async () => {
    const used = await announced(world, await use(world));
    await changeRules(world, { breakGlass: { ...listed, principals: [] } });

    await expect(grant(world, used)).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, used.id)).toMatchObject({ status: 'cancelled', reason: 'break_glass_not_allowed' });
  });

  it('does not come for longer than the maximum of now', async () => {
    const used = await announced(world, await use(world));
    await changeRules(world, { breakGlass: { ...listed, maximumDurationMinutes: 29 } });

    await expect(grant(world, used)).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, used.id)).toMatchObject({ status: 'cancelled', reason: 'duration_too_long' });
  });
});

describe('announcing', () => {
  it('happens once, and never to what is no break-glass use or does not exist', async () => {
    const { id } = await announced(world, await use(world));
    await changeRules(world, withoutTicket);
    const ordinary = await ask(world, {}, margaret);
    const before = await world.exportTable();

    world.passMinutes(1);
    for (const one of [id, ordinary.id, 'act_none']) await announceBreakGlass(one, world);

    expect(await world.exportTable()).toEqual(before);
  });

  it.each<[string, (world: World) => void]>([
    ['every mail was refused for good', ({ mailer }) => (mailer.before = refuseAll)],
    ['the mail service is down', ({ mailer }) => (mailer.before = down)],
  ])('is not put on record while %s: nobody knows, and the grant waits its minute', async (_, breaks) => {
    const used = await use(world);
    breaks(world);

    await announced(world, used).catch((error: unknown) => expect(error).toBeInstanceOf(MailsUndelivered));

    expect(await stored(world, used.id)).not.toHaveProperty('breakGlass.announcedAt');
    expect(await refusalOf(world, () => grant(world, used))).toMatchObject({ name: 'NotAnnouncedYet' });
    world.passMinutes(1);
    await grant(world, used);
    expect(await stored(world, used.id)).toMatchObject({ status: 'active' });
  });

  it('is put on record as soon as one of those who oversee is told, though the others’ mails were refused', async () => {
    world.mailer.before = ({ to }) => (to === alan.email ? undefined : refuseAll());

    expect(await announced(world, await use(world))).toMatchObject({ breakGlass: { announcedAt: NOON } });
  });

  it('is not put on record when nobody is there to be told, or only the one who broke the glass', async () => {
    for (const { id } of [grace, alan]) await world.table.edit(keys.principal(id), { enabled: false });
    const unseen = await announced(world, await use(world, {}, margaret));
    await world.directory.addAssignment(assignment(ada, SECURITY_ADMINISTRATOR, 'active'), demonstration);
    const toHerself = await announced(world, await use(world));

    for (const one of [unseen, toHerself]) expect(one).not.toHaveProperty('breakGlass.announcedAt');
    expect(world.mailer.sent.map(({ to }) => to)).toEqual([ada.email]);
  });

  it('is put on record also after the end, and leaves the next activation its lock', async () => {
    const { id } = await use(world);
    world.passMinutes(1);
    await grant(world, await stored(world, id));
    await deactivateActivation(id, await callerOf(world, ada), world);
    await revokeAccess({ activationId: id, generation: 1 }, world);
    const next = await use(world);

    await announced(world, { id });

    expect(await stored(world, id)).toMatchObject({
      status: 'ended',
      breakGlass: { announcedAt: plusMinutes(NOON, 1) },
    });
    expect((await world.principals.view(ada.id))?.open).toMatchObject([{ activationId: next.id }]);
  });
});

describe('a break-glass use that runs', () => {
  it('is extended within its own maximum, by nobody’s approval and without the ticket', async () => {
    const { id } = await held(world);

    expect(await refusalOf(world, () => extend(world, id, { minutes: 16 }))).toEqual(
      refused('duration_too_long', { violations: [expect.objectContaining({ limit: 15 })] }),
    );
    expect(await extend(world, id, { minutes: 15 })).toMatchObject({ endsAt: plusMinutes(NOON, 45) });
  });

  it('is not extended for somebody who is listed no longer', async () => {
    const { id } = await held(world);
    await changeRules(world, { breakGlass: { ...listed, principals: [] } });

    expect(await refusalOf(world, () => extend(world, id, { minutes: 10 }))).toEqual(
      refused('break_glass_not_allowed'),
    );
  });

  it('ends at its end by the sweeper like any other', async () => {
    const { id } = await held(world);
    world.passMinutes(31);
    await sweep(world);

    expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
  });
});
