import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { invitePrincipal } from '#shared/use-cases/invite-principal';
import { redeemInvitation } from '#shared/use-cases/redeem-invitation';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { assignment, grace, ISSUER, operators, robot, unbound } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { assignOne, organization } from './assignment-steps.ts';
import { change, mailCode } from './organization.ts';
import { RACE_TIMEOUT, race, shuffle } from './races.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
const permanent = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true };
const graces = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active').id;
const identity = { issuer: ISSUER, subject: 'barbara' };
let world: World;
beforeEach(async () => {
  world = await organization(open);
  await world.directory.addPrincipal(unbound, demonstration);
});

const count = () => world.assignments.countAdministrators();
const remove = async (id: string) => removeAssignment(id, await callerOf(world, grace), world);

async function invite(): Promise<string> {
  await invitePrincipal(unbound.id, await callerOf(world, grace), world);
  return mailCode(world, unbound.id, unbound.email ?? '');
}

const redeem = (code: string) => redeemInvitation({ code, ...identity }, world);

describe('an administrator who cannot sign in yet (ONB-4)', () => {
  it('is none of those of whom one has to stay: the last who can is not removed, made eligible or disabled', async () => {
    await assignOne(world, unbound, permanent);
    const caller = await callerOf(world, grace);

    const refusals = [
      await refusalOf(world, () => remove(graces)),
      await refusalOf(world, () => convertAssignment({ id: graces, type: 'eligible' }, caller, world)),
      await refusalOf(world, () => change(world, grace.id, { enabled: false })),
    ];

    expect(refusals).toMatchObject(Array(3).fill({ code: 'last_administrator' }));
    expect(await count()).toBe(1);
  });

  it('is free to go, and to become eligible, also when a rehearsal is asked', async () => {
    const { id } = await assignOne(world, unbound, permanent);
    const caller = await callerOf(world, grace);

    const rehearsed = await convertAssignment({ id, type: 'eligible', dryRun: true }, caller, world);
    await convertAssignment({ id, type: 'eligible' }, caller, world);

    expect(rehearsed).not.toHaveProperty('refusal');
    expect(await count()).toBe(1);
  });

  it('is one from the moment their sign-in is bound', async () => {
    const code = await invite();
    await assignOne(world, unbound, permanent);
    expect(await count()).toBe(1);

    await redeem(code);

    expect(await count()).toBe(2);
    await remove(graces);
    expect(await count()).toBe(1);
  });

  it('is counted once, whether the role or the sign-in came first', async () => {
    await redeem(await invite());
    expect(await count()).toBe(1);

    await assignOne(world, unbound, permanent);

    expect(await count()).toBe(2);
  });

  it('who is disabled meanwhile and enabled again is counted only when bound', async () => {
    await assignOne(world, unbound, permanent);
    await change(world, unbound.id, { enabled: false });
    await change(world, unbound.id, { enabled: true });
    expect(await count()).toBe(1);

    await redeem(await invite());
    await change(world, unbound.id, { enabled: false });
    expect(await count()).toBe(1);
    await change(world, unbound.id, { enabled: true });

    expect(await count()).toBe(2);
  });

  it('who is disabled binds nothing, and is not counted', async () => {
    const code = await invite();
    await assignOne(world, unbound, permanent);
    await change(world, unbound.id, { enabled: false });

    expect(await refusalOf(world, () => redeem(code))).toMatchObject({ code: 'invitation_not_valid' });
    expect(await count()).toBe(1);
  });
});

describe('who helps when everybody else is gone (ONB-4)', () => {
  const guest: Principal = { ...unbound, id: 'prn_guest', kind: 'guest', issuer: 'https://partner.example' };

  it.each([
    ['a guest who signs in', { ...guest, subject: 'guest' }, 2],
    ['a guest who does not yet', { ...unbound, id: 'prn_guest', kind: 'guest' as const }, 1],
    ['a machine', robot, 1],
    ['a group, even one with people in it', operators, 1],
  ])('is not, or is, %s', async (_, holder, counted) => {
    if (holder.id === 'prn_guest') await world.directory.addPrincipal(holder, demonstration);

    await assignOne(world, holder, permanent);

    expect(await count()).toBe(counted);
  });
});

describe('two changes at once', () => {
  const ROUNDS = Array.from({ length: 12 }, (_, round) => round);

  it(
    'where one binds an administrator and the other takes the last one away leave one who signs in (12 times)',
    async () => {
      const outcomes: string[] = [];
      for (const round of ROUNDS) {
        world = await organization(open);
        await world.directory.addPrincipal(unbound, demonstration);
        await assignOne(world, unbound, permanent);
        const code = await invite();
        shuffle(world, round);

        const both = await race(
          round,
          () => redeem(code),
          () => remove(graces),
        );

        world.table.onRequest = () => {};
        outcomes.push(both.join(' '));
        expect(await count()).toBe(both[1] === 'done' ? 1 : 2);
      }
      expect([...new Set(outcomes)].sort()).toEqual(['done done', 'done last_administrator']);
    },
    RACE_TIMEOUT,
  );

  it(
    'where one binds somebody and the other gives them the role, or takes it, count them right (12 times)',
    async () => {
      for (const round of ROUNDS) {
        world = await organization(open);
        await world.directory.addPrincipal(unbound, demonstration);
        const code = await invite();
        const isTaken = round % 2 === 0;
        const { id } = isTaken ? await assignOne(world, unbound, permanent) : { id: '' };
        shuffle(world, round);

        const both = await race(
          round,
          () => redeem(code),
          () => (isTaken ? remove(id) : assignOne(world, unbound, permanent)),
        );

        world.table.onRequest = () => {};
        expect(both).toEqual(['done', 'done']);
        expect(await count()).toBe(isTaken ? 1 : 2);
      }
    },
    RACE_TIMEOUT,
  );
});
