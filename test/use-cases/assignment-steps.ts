import { expect } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import type { Principal } from '#shared/domain/principal';
import { type AssignResult, type AssignRole, assignRole } from '#shared/use-cases/assign-role';
import { EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf } from './steps.ts';

type Wanted = Partial<Omit<AssignRole, 'principalIds'>>;
export const REASON = 'Joined the team';

/** Assigns Exchange as grace would, to whom is named; answers each result. */
export async function assignTo(world: World, people: readonly { id: string }[], wanted: Wanted = {}, by = grace) {
  const principalIds = people.map(({ id }) => id);
  const command: AssignRole = { roleId: EXCHANGE, type: 'active', justification: REASON, ...wanted, principalIds };
  return assignRole(command, await callerOf(world, by), world);
}

/** Assigns to one; answers the assignment as it is stored. @throws Refusal */
export async function assignOne(world: World, person: Principal, wanted: Wanted = {}): Promise<Assignment> {
  const [result] = await assignTo(world, [person], wanted);
  return assignmentOf(result);
}

export function assignmentOf(result: AssignResult | undefined): Assignment {
  if (!result) throw new Error('There is no result.');
  if ('refusal' in result) throw result.refusal;
  return result.assignment;
}

/** What each of several came to: `added`, or the code of its refusal. */
export function outcomesOf(results: readonly AssignResult[]): string[] {
  return results.map((result) => ('refusal' in result ? result.refusal.code : 'added'));
}

/** Events of assignments and extensions in the order they happened, each chain without gaps from 1 on (I13). */
export async function expectChains(world: World): Promise<{ type: unknown; subject: unknown; details: unknown }[]> {
  const items = (await world.exportTable()).filter(({ entity }) => entity === 'event');
  const chains = Map.groupBy(items, ({ pk }) => pk);
  for (const chain of chains.values())
    expect(chain.map(({ seq }) => seq)).toEqual(Array.from({ length: chain.length }, (_, at) => at + 1));
  return items
    .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
    .map(({ type, subject, details }) => ({ type, subject, details }));
}

/** Rights that were taken away, as they wait to be worked off. */
export async function endingsOf(world: World) {
  return (await world.exportTable()).filter(({ entity }) => entity === 'ending').map(({ cause }) => cause);
}

export const organization = async (open: OpenWorld) => foundOrganization(await open());
