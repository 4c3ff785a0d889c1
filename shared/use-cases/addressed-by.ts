import type { Principal } from '#shared/domain/principal';
import type { Ports } from '#shared/ports';
import type { Caller } from './caller.ts';

/** What is kept of who gives somebody an address: links go there, and must not go to those who ask. */
export function addressedBy({ view }: Caller, { now }: Pick<Ports, 'now'>): Pick<Principal, 'addressedBy'> {
  const { id, personId } = view.principal;
  return { addressedBy: { id, ...(personId === undefined ? {} : { personId }), at: now() } };
}
