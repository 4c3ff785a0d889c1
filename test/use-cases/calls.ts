import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import type { RoleSettings } from '#shared/domain/role-settings';
import { decideByLink } from '#shared/use-cases/link-decisions';
import { requestActivations } from '#shared/use-cases/request-activations';
import { type MailEvent, tellPeople } from '#shared/use-cases/tell-people';
import {
  ada,
  alan,
  approval,
  assignment,
  exchangeSettings,
  foundOrganization,
  role,
  userEntry,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf, WHY } from './steps.ts';

/** A world in which ada is eligible for roles, each with settings of its own where some are given. */
export async function worldWithRoles(
  open: OpenWorld,
  settings: Readonly<Record<string, Partial<RoleSettings>>>,
): Promise<World> {
  const world = await foundOrganization(await open());
  for (const [roleId, changes] of Object.entries(settings)) {
    await world.directory.addRole(role(roleId), demonstration);
    const version = { roleId, resourceId: '/', version: 1, settings: { ...exchangeSettings, ...changes } };
    await world.directory.addSettings(version, demonstration);
    await world.directory.addAssignment(assignment(ada, roleId, 'eligible'), demonstration);
  }
  return world;
}

/** Five roles that alan alone decides on. */
export const FIVE = ['mail', 'backup', 'vault', 'network', 'billing'];

export function worldWithFive(open: OpenWorld): Promise<World> {
  return worldWithRoles(open, Object.fromEntries(FIVE.map((id) => [id, approval({ approvers: [userEntry(alan)] })])));
}

/** Ada asks for all of them in one call; answers the activations' ids. */
export async function askTogether(world: World, roleIds: readonly string[]): Promise<string[]> {
  const request = { items: roleIds.map((roleId) => ({ roleId })), ...WHY };
  const results = await requestActivations(request, await callerOf(world, ada), world);
  return results.map((result) => {
    if ('refusal' in result) throw result.refusal;
    return result.activation.id;
  });
}

/** The newest event of a type about an activation, as the stream brings it. */
export async function eventAbout<T extends MailEvent['type']>(world: World, id: string, type: T) {
  const event = (await world.activations.listEvents(id)).findLast((one) => one.type === type);
  if (!event) throw new Error(`Nothing of the kind ${type} has happened to ${id}.`);
  return { ...event, type };
}

export async function tellAbout(
  world: World,
  ids: readonly string[],
  type: MailEvent['type'] = 'activation.requested',
) {
  for (const id of ids) await tellPeople(await eventAbout(world, id, type), world);
}

/** What a person has in hand who reads the newest mail: for each request the token that approves it, and the one code. */
export function readCall(world: World, person: Principal): { tokens: string[]; code: string } {
  const { text } = world.mailer.to(person).at(-1) ?? { text: '' };
  const tokens = [...text.matchAll(/^To approve, open:\n\S+#(\S+)$/gm)].map(([, token = '']) => token);
  const codes = [...text.matchAll(/^Code: (\S+)$/gm)].map(([, code = '']) => code);
  if (codes.length !== 1) throw new Error(`The mail has ${codes.length} codes.`);
  return { tokens, code: codes[0] ?? '' };
}

export function decide(world: World, token: string, matchCode: string) {
  const command = { token, matchCode, decision: 'approve', justification: 'ok' } as const;
  return decideByLink(command, { ...world, linkLocked: () => world.alarms.push('linkLocked') });
}
