import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { PrincipalChange } from '#shared/domain/principal-change';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { createPrincipal } from '#shared/use-cases/create-principal';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  foundOrganization,
  grace,
  mallory,
  margaret,
  operators,
  robot,
  role,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf, tell } from './steps.ts';

const open = useWorlds();
let world: World;

beforeEach(async () => {
  world = await foundOrganization(await open());
});

const change = async (id: string, wanted: PrincipalChange) =>
  changePrincipal(id, wanted, await callerOf(world, grace), world);
const told = () =>
  world.mailer.sent
    .splice(0)
    .map(({ to, subject }) => `${to.replace('@example.test', '')}: ${subject}`)
    .sort();

describe('joining a group (ASG-7)', () => {
  it('that is eligible is told to whoever joins and to the administrators, like a direct assignment', async () => {
    await change(operators.id, { addMembers: [mallory.id] });
    await tell(world, 'group.member_added');

    const [mail] = world.mailer.to(mallory);
    expect(mail?.text).toContain('Through the group: Operators');
    expect(told()).toEqual([
      'alan: Made eligible: mallory, exchange-administrator',
      'grace: Made eligible: mallory, exchange-administrator',
      'mallory: Eligible: exchange-administrator',
    ]);
  });

  it('that holds a role brings one mail for all it gives, the standing access named first', async () => {
    await world.directory.addRole(role('backup'), demonstration);
    await world.directory.addAssignment(assignment(operators, 'backup', 'active'), demonstration);

    await change(operators.id, { addMembers: [mallory.id, ada.id] });
    await tell(world, 'group.member_added');

    const [mail] = world.mailer.to(mallory);
    expect(mail?.subject).toMatch(/^Assigned: .*backup/);
    expect(mail?.text).toContain('Active: backup, the whole directory (/), permanent');
    expect(told()).toHaveLength(4);
  });

  it('that is assigned nothing, is disabled, or whose role is disabled, is told to nobody', async () => {
    const group = await createPrincipal(
      { kind: 'group', displayName: 'Readers', members: [mallory.id] },
      await callerOf(world, grace),
      world,
    );
    await tell(world, 'group.member_added');
    await change(group.principal.id, { enabled: false, addMembers: [ada.id] });
    await tell(world, 'group.member_added');

    expect(told()).toEqual([]);
  });

  it('is not told to somebody whose account is disabled, until it works again', async () => {
    await change(mallory.id, { enabled: false });
    await change(operators.id, { addMembers: [mallory.id] });
    await tell(world, 'group.member_added');
    expect(told()).toEqual([]);

    await change(mallory.id, { enabled: true });
    await tell(world, 'principal.enabled');
    expect(told()).toContain('mallory: Eligible: exchange-administrator');
  });
});

describe('being enabled again (ASG-7)', () => {
  it('warns whoever does it of what comes back, and tells the person and the administrators', async () => {
    expect((await change(alan.id, { enabled: false })).warnings).toEqual([]);

    const { warnings } = await change(alan.id, { enabled: true });
    await tell(world, 'principal.enabled');

    expect(warnings).toEqual([
      {
        code: 'access_returns',
        message:
          'Enabled again, alan holds Security Administrator without activating. Remove what is no longer needed.',
      },
    ]);
    expect(told()).toEqual(['alan: Assigned: Security Administrator', 'grace: Assigned: alan, Security Administrator']);
  });

  it('of a group is told to its members', async () => {
    await change(operators.id, { enabled: false });
    const { warnings } = await change(operators.id, { enabled: true });
    await tell(world, 'principal.enabled');

    expect(warnings).toMatchObject([
      { message: expect.stringContaining('Operators is eligible for exchange-administrator') },
    ]);
    expect(told()).toEqual([
      'alan: Made eligible: Operators, exchange-administrator',
      'grace: Made eligible: Operators, exchange-administrator',
      'margaret: Eligible: exchange-administrator',
    ]);
  });

  it('of who has nothing warns of nothing and tells nobody', async () => {
    await change(mallory.id, { enabled: false });

    expect((await change(mallory.id, { enabled: true })).warnings).toEqual([]);
    await tell(world, 'principal.enabled');
    expect(told()).toEqual([]);
  });

  it('of what ended meanwhile, or of a role that is disabled, is not spoken', async () => {
    const ended = { endsAt: '2026-02-01T00:00:00.000Z' };
    await world.directory.addRole(role('backup', { enabled: false }), demonstration);
    await world.directory.addAssignment(assignment(mallory, 'backup', 'active'), demonstration);
    await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'eligible', ended), demonstration);
    await change(mallory.id, { enabled: false });

    expect((await change(mallory.id, { enabled: true })).warnings).toEqual([]);
  });

  it('of a machine is told as far as it holds something, and not of what it cannot activate', async () => {
    await world.directory.addRole(role('backup'), demonstration);
    await world.directory.addAssignment(assignment(robot, 'backup', 'active'), demonstration);
    await world.directory.addAssignment(assignment(robot, EXCHANGE, 'eligible'), demonstration);
    await change(robot.id, { enabled: false });
    await change(robot.id, { enabled: true });
    await tell(world, 'principal.enabled');

    expect(told()).toEqual([
      'alan: Assigned: robot, backup',
      'grace: Assigned: robot, backup',
      'robot: Assigned: backup',
    ]);
  });

  it('tells a member who is no administrator nothing of others', async () => {
    await change(margaret.id, { enabled: false });
    await change(margaret.id, { enabled: true });
    await tell(world, 'principal.enabled');

    expect(told()).toEqual([
      'alan: Made eligible: margaret, exchange-administrator',
      'grace: Made eligible: margaret, exchange-administrator',
      'margaret: Eligible: exchange-administrator',
    ]);
  });
});
