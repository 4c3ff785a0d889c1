import * as v from 'valibot';
import type { Entitlement, Entitlements } from '#shared/ports/entitlements';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

const EntitlementItem = v.object({
  key: v.string(),
  holders: v.array(v.string()),
  withdrawingUntil: v.exactOptional(v.string()),
  revision: v.number(),
});

/** Who holds which access of which provider, so that it goes only when the last holder's time is over (END-4). */
export function entitlementStore(table: Table, tableName: string): Entitlements {
  return {
    async find(key) {
      const item = await table.get(keys.entitlement(key));
      return item ? v.parse(EntitlementItem, item) : { key, holders: [], revision: 0 };
    },
    replace: (next, expecting) => table.write([entitlementWrite(writesFor(tableName), { next, expecting })]),
  };
}

/** The change of holders as part of a transaction. */
export function entitlementWrite(forms: WriteForms, change: { expecting: Entitlement; next: Entitlement }): Write {
  const key = keys.entitlement(change.next.key);
  const item = { ...change.next, revision: change.expecting.revision + 1 };
  if (change.expecting.revision === 0) return forms.putNew(key, 'entitlement', item);
  return forms.putOver(key, 'entitlement', item, { revision: change.expecting.revision });
}
