import * as v from 'valibot';
import { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { AuditSeals } from '#shared/ports/audit-seal';
import { indexes, SHARDS, timePartition } from './index-keys.ts';
import { keys } from './keys.ts';
import type { KeyRow, Table } from './table.ts';
import { writesFor } from './writes.ts';

const SealedItem = v.object({ number: v.number(), hash: v.string(), upTo: v.string() });
const PAGE = 100;
const DAY_MINUTES = 24 * 60;

/** How far the audit is sealed, and what was recorded since: by the index by time, day by day and shard by shard. */
export function auditSealStore(table: Table, tableName: string): AuditSeals {
  const forms = writesFor(tableName);

  async function* rowsOf(partition: string, from: string, before: string): AsyncGenerator<KeyRow[]> {
    let after: string | undefined = from;
    for (;;) {
      const list = { index: indexes.byTime, partition, newestFirst: false, limit: PAGE, after };
      const rows = await table.listKeys(list);
      const wanted = rows.filter(({ sort }) => sort < before);
      if (wanted.length > 0) yield wanted;
      if (rows.length < PAGE || wanted.length < rows.length) return;
      after = rows.at(-1)?.sort;
    }
  }

  return {
    async last() {
      const item = await table.get(keys.sealed());
      return item && v.parse(SealedItem, item);
    },
    advance: (next, expecting) =>
      table.write([
        expecting
          ? forms.putOver(keys.sealed(), 'sealed', { ...next }, { number: expecting.number })
          : forms.putNew(keys.sealed(), 'sealed', { ...next }),
      ]),
    async *listRecorded(from, before) {
      for (const day of daysBetween(from, before))
        for (let shard = 0; shard < SHARDS; shard += 1)
          for await (const rows of rowsOf(timePartition('EVENT', day, shard), from, before)) {
            const items = await table.getSeveral(rows.map(({ key }) => key));
            yield items.map((item) => v.parse(AuditEvent, item));
          }
    },
  };
}

function daysBetween(from: string, before: string): string[] {
  const days: string[] = [];
  for (let day = from; day.slice(0, 10) <= before.slice(0, 10); day = plusMinutes(day, DAY_MINUTES))
    days.push(day.slice(0, 10));
  return days;
}
