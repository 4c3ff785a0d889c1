import type { Activation } from '#shared/domain/activation';
import type { RoleSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { announceBreakGlass } from '#shared/use-cases/announce-break-glass';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { tellPeople } from '#shared/use-cases/tell-people';
import {
  ada,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  groupEntry,
  operators,
  userEntry,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, callerOf, grant, stored } from './steps.ts';

/** Ada and the operators may, for three quarters of an hour. */
export const listed = { principals: [userEntry(ada), groupEntry(operators)], maximumDurationMinutes: 45 };

/** Approval and a ticket are asked of everybody else; a justification of nobody. */
const strict: Partial<RoleSettings> = {
  breakGlass: listed,
  ticket: { required: true, systems: ['ServiceNow'], numberPattern: 'INC-.*' },
  justificationRequired: false,
};

export async function worldWithBreakGlass(open: OpenWorld): Promise<World> {
  return foundOrganization(await open(), strict);
}

/** Ada takes Exchange by break-glass for half an hour, unless told otherwise. @throws Refusal */
export function use(world: World, changes: object = {}, person = ada): Promise<Activation> {
  return ask(world, { breakGlass: true, durationMinutes: 30, ...changes }, person);
}

/** An administrator changes the rules without a new version, as if they had always been so. */
export function changeRules(world: World, changes: Partial<RoleSettings>): Promise<void> {
  return world.table.edit(keys.settings(EXCHANGE, '/'), { settings: { ...exchangeSettings, ...strict, ...changes } });
}

/** No ticket is asked for, so that an ordinary request goes through. */
export const withoutTicket = { ticket: exchangeSettings.ticket };

/** Tells people about the request, and puts on record that they were, as the stream does; answers the activation as it is stored. */
export async function announced(world: World, { id }: { id: string }): Promise<Activation> {
  const events = await world.activations.listEvents(id);
  const requested = events.find(({ type }) => type === 'activation.requested');
  if (requested) await tellPeople({ ...requested, type: 'activation.requested' }, world);
  await announceBreakGlass(id, world);
  return stored(world, id);
}

/** Ada uses break-glass, people are told, the workflow gives it. */
export async function held(world: World): Promise<Activation> {
  const used = await announced(world, await use(world));
  await grant(world, used);
  return stored(world, used.id);
}

/** The same, given back and taken away. */
export async function over(world: World): Promise<Activation> {
  const { id } = await held(world);
  await deactivateActivation(id, await callerOf(world, ada), world);
  await revokeAccess({ activationId: id, generation: 1 }, world);
  return stored(world, id);
}
