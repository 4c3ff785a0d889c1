import { expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { listMyApprovals } from '#shared/use-cases/show-activation';
import { approval, foundOrganization, mallory } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { assignOne } from './assignment-steps.ts';
import { ask, callerOf } from './steps.ts';

const open = useWorlds();
const approvers = [{ kind: 'role' as const, id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' }];

it('my inbox shows what waits for a role I hold, and no more once my assignment has ended', async () => {
  const world = await foundOrganization(await open(), approval({ approvers }));
  await assignOne(world, mallory, { roleId: SECURITY_ADMINISTRATOR, endsAt: plusMinutes(NOON, 60) });
  const { id } = await ask(world);
  const inbox = async () =>
    (await listMyApprovals(await callerOf(world, mallory), { limit: 25 }, world)).items.map((one) => one.id);

  expect(await inbox()).toEqual([id]);
  world.setTime(plusMinutes(NOON, 60));

  expect(await inbox()).toEqual([]);
});
