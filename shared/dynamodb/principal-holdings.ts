import type { Holding } from '#shared/ports/member-lists';
import { principalStore } from './principal-store.ts';
import { openHoldings } from './role-holdings.ts';
import type { Table } from './table.ts';

/** Everything one principal has to do with: their assignments, those of their groups, and their open activations. */
export async function principalHoldings(table: Table, principalId: string): Promise<Holding[]> {
  const view = await principalStore(table).view(principalId);
  if (!view) return [];
  const { principal, held, open } = view;
  const assigned = held.map(({ assignment, via }): Holding => ({ kind: 'assigned', principal, via, assignment }));
  const activated = await openHoldings(
    table,
    open.map((one) => ({ ...one, principalId })),
  );
  return [...assigned, ...activated];
}
