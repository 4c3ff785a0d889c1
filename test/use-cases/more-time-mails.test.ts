import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { extendActivation } from '#shared/use-cases/extend-activation';
import { decideByLink } from '#shared/use-cases/link-decisions';
import { ada, approval, foundOrganization, grace, userEntry } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, callerOf, grant, stored, tell, vote } from './steps.ts';

const open = useWorlds();
let world: World;
let active: Activation;

beforeEach(async () => {
  world = await foundOrganization(await open());
  const { id } = await ask(world, { durationMinutes: 60 });
  await vote(world, id);
  await grant(world, await stored(world, id));
  active = await stored(world, id);
});

const more = async () =>
  extendActivation(
    { activationId: active.id, additionalMinutes: 30, justification: 'Not done yet' },
    await callerOf(world, ada),
    world,
  );
const told = () =>
  world.mailer.sent
    .splice(0)
    .map(({ to, subject }) => `${to.replace('@example.test', '')}: ${subject}`)
    .sort();
const WISH = 'ada asks for 30 minutes more of exchange-administrator';

describe('more time that is asked for', () => {
  it('is put before the approvers with links that decide on it', async () => {
    await more();
    await tell(world, 'activation.extension_requested');

    expect(world.mailer.sent.map(({ subject }) => subject)).toEqual([
      `Approve or deny: ${WISH}`,
      `Approve or deny: ${WISH}`,
    ]);
    const { approveToken: token, code: matchCode } = world.mailer.askOf(grace);
    const decision = { token, decision: 'approve', matchCode, justification: 'ok' } as const;
    await decideByLink(decision, { ...world, linkLocked: () => {} });
    expect((await stored(world, active.id)).durationMinutes).toBe(90);
  });

  it('is told to its holder, the approvers and the administrators when it is given', async () => {
    await more();
    await vote(world, active.id);

    await tell(world, 'activation.extended');

    expect(told()).toEqual([
      'ada: Extended: exchange-administrator',
      'alan: Already approved: 30 minutes more of exchange-administrator for ada',
      'grace: Already approved: 30 minutes more of exchange-administrator for ada',
    ]);
  });

  it('is told to no approver when nobody was asked', async () => {
    world = await foundOrganization(await open(), approval({ required: false, approvers: [userEntry(grace)] }));
    const { id } = await ask(world, { durationMinutes: 60 });
    await grant(world, await stored(world, id));
    active = await stored(world, id);
    await more();

    await tell(world, 'activation.extended');

    expect(told()).toEqual([
      'ada: Extended: exchange-administrator',
      'alan: Extended: exchange-administrator by ada',
      'grace: Extended: exchange-administrator by ada',
    ]);
  });

  it('is told to its holder and the approvers when it is denied', async () => {
    await more();
    await vote(world, active.id, grace, 'deny');

    await tell(world, 'activation.extension_denied');

    expect(world.mailer.to(ada)[0]?.text).toContain('Denied by: grace (prn_grace), “ok”');
    expect(told()).toEqual([
      'ada: No more time, denied: exchange-administrator',
      'alan: Already denied: 30 minutes more of exchange-administrator for ada',
      'grace: Already denied: 30 minutes more of exchange-administrator for ada',
    ]);
  });
});

describe('a use of break-glass', () => {
  it('is told to all administrators, whatever the settings say, and its review to who used it', async () => {
    const breakGlass = { principals: [userEntry(ada)], maximumDurationMinutes: 30 };
    world = await foundOrganization(await open(), { notifyAdministrators: false, breakGlass });
    await ask(world, { breakGlass: true });

    await tell(world, 'activation.requested');

    expect(told()).toEqual(['alan', 'grace'].map((name) => `${name}: Break-glass: exchange-administrator by ada`));
  });
});
