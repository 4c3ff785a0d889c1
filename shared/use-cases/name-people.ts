import { type Actor, systemActors } from '#shared/domain/audit-event';
import type { Ports } from '#shared/ports';

/** Tells who an id is, as answers name people. */
export type NameOf = (id: string) => Actor;

/**
 * Looks up what people are called, in one request, for answers that name them. The system's own parts have names of their
 * own; who is not there any more goes by the id.
 *
 * @param known who was read already, and is not looked up again
 */
export async function namePeople(
  ids: readonly string[],
  { principals }: Pick<Ports, 'principals'>,
  known: readonly Actor[] = [],
): Promise<NameOf> {
  const isKnown = (id: string) => [...systemActors, ...known].some((one) => one.id === id);
  const unknown = [...new Set(ids)].filter((id) => !isKnown(id));
  return naming(unknown.length === 0 ? known : [...known, ...(await principals.findSeveral(unknown))]);
}

/** The same of people who were read already. */
export function naming(known: readonly Actor[]): NameOf {
  const names = new Map([...systemActors, ...known].map(({ id, displayName }) => [id, displayName]));
  return (id) => ({ id, displayName: names.get(id) ?? id });
}
