import { DIRECTORY } from '#shared/domain/id';
import type { Principal } from '#shared/domain/principal';
import type { ApproverEntry } from '#shared/domain/role-settings';
import { patching } from '#shared/domain/settings-wish';
import { changeSettings } from '#shared/use-cases/change-settings';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { listMyApprovals } from '#shared/use-cases/list-my-approvals';
import { EXCHANGE, grace } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { callerOf } from './steps.ts';

/** Grace, who has no request of her own, names the approvers of Exchange. */
export async function nameApprovers(world: World, approvers: readonly ApproverEntry[], resourceId = DIRECTORY) {
  const wish = patching({ approval: { approvers: [...approvers] } });
  return changeSettings({ roleId: EXCHANGE, resourceId, wish }, await callerOf(world, grace), world);
}

/** What dispatch does once it hears of each change. */
export async function dispatch(world: World): Promise<void> {
  for (const { entity, id } of await world.exportTable())
    if (entity === 'ending') while ((await endNextPage(String(id), world)).goesOn);
}

/** What waits for somebody. */
export async function inboxOf(world: World, person: Principal): Promise<string[]> {
  const { items } = await listMyApprovals(await callerOf(world, person), { limit: 25 }, world);
  return items.map(({ id }) => id);
}

/** Addresses of whoever was told since somebody looked last. */
export function toldNow(world: World): string[] {
  return world.mailer.sent
    .splice(0)
    .map(({ to }) => to)
    .sort();
}

export const addressOf = (...people: Principal[]) => people.map(({ email }) => email).sort();
