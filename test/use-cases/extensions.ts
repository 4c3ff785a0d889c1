import type { ActiveActivation } from '#shared/domain/activation';
import type { Session } from '#shared/domain/request-rules';
import type { RoleSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { extendActivation } from '#shared/use-cases/extend-activation';
import { ada, approval, EXCHANGE, exchangeSettings, foundOrganization } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, callerOf, grant, stored, vote } from './steps.ts';

export interface More {
  readonly minutes?: number;
  readonly justification?: string;
  readonly session?: Session;
  readonly person?: typeof ada;
}

/** Ada asks for half an hour more, unless told otherwise; answers it as it is stored. @throws Refusal */
export async function extend(world: World, id: string, more: More = {}): Promise<ActiveActivation> {
  const { minutes = 30, justification = 'Not done yet', session, person = ada } = more;
  const caller = await callerOf(world, person, session);
  await extendActivation({ activationId: id, additionalMinutes: minutes, justification }, caller, world);
  return stillActive(world, id);
}

export async function stillActive(world: World, id: string): Promise<ActiveActivation> {
  const activation = await stored(world, id);
  if (activation.status !== 'active') throw new Error(`${id} is ${activation.status}.`);
  return activation;
}

/** A world in which ada holds Exchange for an hour, by grace's yes; the settings are those for the time after it. */
export async function worldWithHolder(open: OpenWorld, settings: Partial<RoleSettings> = {}) {
  const world = await foundOrganization(await open());
  const { id } = await hold(world);
  await changeSettings(world, settings);
  return { world, id };
}

/** Ada asks for an hour, grace approves, the workflow gives it. */
export async function hold(world: World): Promise<ActiveActivation> {
  const { id } = await ask(world, { durationMinutes: 60 });
  const asked = await stored(world, id);
  const approved = asked.status === 'pending_approval' ? await vote(world, id) : asked;
  await grant(world, approved);
  return stillActive(world, id);
}

/** An administrator changes the rules, as far as the extension is concerned. */
export function changeSettings(world: World, changes: Partial<RoleSettings>): Promise<void> {
  const settings = { ...exchangeSettings, ...changes };
  return world.table.edit(keys.settings(EXCHANGE, '/'), { version: 2, settings });
}

export const nobodyApproves = approval({ required: false });

/** The approver entries that point to the activation in their inboxes. */
export async function pointersTo(world: World, id: string): Promise<unknown[]> {
  const items = await world.exportTable();
  return items.filter((item) => item.entity === 'inbox_entry' && item.activationId === id).map(({ pk }) => pk);
}
