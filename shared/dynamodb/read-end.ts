import { EXPIRES_AT } from './keys.ts';
import type { Item } from './table.ts';

/** An item with its end: version 0.1 called that of links and invitations as the table calls the time it removes items by. */
export function readEnd(item: Item): Item {
  const { [EXPIRES_AT]: earlier, ...rest } = item;
  return earlier === undefined ? item : { endsAt: earlier, ...rest };
}
