import * as v from 'valibot';
import { Assignment } from '#shared/domain/assignment';
import { RightEnding } from '#shared/domain/right-ending';
import type { Now, Page } from '#shared/ports';
import type { Endings } from '#shared/ports/endings';
import { parseOpen } from './activation-item.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { endingItem } from './ending-writes.ts';
import { indexes, indexKeys } from './index-keys.ts';
import { keys, prefixes } from './keys.ts';
import type { KeyRow, Table } from './table.ts';
import { writesFor } from './writes.ts';

/** Rights that were taken away, in DynamoDB; pages count the writes, so that no page counts twice. */
export function endingStore(table: Table, tableName: string, now: Now): Endings {
  const forms = writesFor(tableName);
  return {
    async find(id) {
      const item = await table.get(keys.ending(id));
      return item && v.parse(RightEnding, item);
    },
    async replace(next, { pages }) {
      await table.write([forms.putOver(keys.ending(next.id), 'ending', endingItem(next, now()), { pages })]);
    },
    remove: ({ id, pages }) => table.write([forms.removeExpected(keys.ending(id), { pages })]),
    async listOpenOfRole(roleId, { limit, cursor }) {
      const rows = await table.listKeys({
        index: indexes.byList,
        partition: indexKeys.ofRole('OPEN', roleId, '').listPk,
        newestFirst: false,
        limit: limit + 1,
        after: decodeCursor(cursor),
      });
      return page(rows, limit, (shown) => shown.map(({ sort }) => sort.slice(sort.lastIndexOf('#') + 1)));
    },
    async listOpenOfPrincipal(principalId, { limit, cursor }) {
      const rows = await table.listKeys({
        partition: keys.principal(principalId).pk,
        newestFirst: false,
        limit: limit + 1,
        after: decodeCursor(cursor) ?? prefixes.openActivation,
      });
      const locks = rows.filter(({ sort }) => sort.startsWith(prefixes.openActivation));
      return page(locks, limit, async (shown) => {
        const items = await table.getSeveral(shown.map(({ key }) => key));
        return items.map((item) => parseOpen(item).activationId);
      });
    },
    async listOpenAt(resourceId, { limit, cursor }) {
      const rows = await table.listKeys({
        index: indexes.byPrincipal,
        partition: indexKeys.openAt(resourceId, '').principalPk,
        newestFirst: false,
        limit: limit + 1,
        after: decodeCursor(cursor),
      });
      return page(rows, limit, (shown) => shown.map(({ sort }) => sort));
    },
    async listAskedOf(entry, { limit, cursor }) {
      const rows = await table.listKeys({
        partition: keys.inboxEntry(entry, '', '').pk,
        newestFirst: false,
        limit: limit + 1,
        after: decodeCursor(cursor),
      });
      return page(rows, limit, (shown) => shown.map(({ sort }) => sort.slice(sort.lastIndexOf('#') + 1)));
    },
    async listEligibleRoles(groupId) {
      const items = await table.listPartition(keys.principal(groupId).pk, prefixes.assignment);
      const eligible = items.map((item) => v.parse(Assignment, item)).filter(({ type }) => type === 'eligible');
      return [...new Set(eligible.map(({ roleId }) => roleId))].sort();
    },
  };
}

async function page(
  rows: readonly KeyRow[],
  limit: number,
  idsOf: (shown: readonly KeyRow[]) => Promise<string[]> | string[],
): Promise<Page<string>> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const items = await idsOf(rows.slice(0, limit));
  return { items, ...(last ? { nextCursor: encodeCursor(last.sort) } : {}) };
}
