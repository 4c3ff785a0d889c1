import * as v from 'valibot';
import type { Activation } from '#shared/domain/activation';
import { AuditEvent } from '#shared/domain/audit-event';
import type { AuditRetention } from '#shared/ports/audit-retention';
import { type Key, keys, prefixes } from './keys.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

const CameTo = v.object({ cameTo: v.string() });
/** Writes of one transaction (AWS limit). */
const BATCH = 100;

/** The chains and closed activations in DynamoDB that are old enough to go. */
export function auditRetentionStore(table: Table, tableName: string): AuditRetention {
  const forms = writesFor(tableName);

  async function remove(wanted: readonly Key[]): Promise<void> {
    for (let from = 0; from < wanted.length; from += BATCH)
      await table.write(wanted.slice(from, from + BATCH).map(forms.remove));
  }

  async function findAt(key: Key): Promise<AuditEvent | undefined> {
    const item = await table.get(key);
    return item && v.parse(AuditEvent, item);
  }

  async function* keysUpTo(subject: AuditEvent['subject'], seq: number): AsyncGenerator<Key[]> {
    const { pk, sk: last } = keys.event(subject, seq);
    let after: string = prefixes.event;
    for (;;) {
      const rows = await table.listKeys({ partition: pk, newestFirst: false, limit: BATCH, after });
      const wanted = rows.filter(({ sort }) => sort <= last);
      if (wanted.length > 0) yield wanted.map(({ key }) => key);
      if (rows.length < BATCH || wanted.length < rows.length) return;
      after = rows.at(-1)?.sort ?? last;
    }
  }

  return {
    async cameTo() {
      const item = await table.get(keys.retired());
      return item && v.parse(CameTo, item).cameTo;
    },
    advance: (cameTo) => table.write([forms.put(keys.retired(), 'retired', { cameTo })]),
    async findNewest(subject) {
      const list = { partition: keys.event(subject, 0).pk, newestFirst: true, limit: 1, atMost: `${prefixes.event}~` };
      const [row] = await table.listKeys(list);
      return row?.sort.startsWith(prefixes.event) ? findAt(row.key) : undefined;
    },
    find: (subject, seq) => findAt(keys.event(subject, seq)),
    async removeUpTo(subject, seq) {
      for await (const batch of keysUpTo(subject, seq)) await remove(batch);
    },
    async removeRecord(activation) {
      const { pk, sk } = keys.activation(activation.id);
      const items = await table.listPartition(pk);
      const beside = items
        .map((item): Key => ({ pk, sk: String(item.sk) }))
        .filter((key) => key.sk !== sk && !key.sk.startsWith(prefixes.event));
      // The record last: as long as it is there, all the others are found again.
      await remove([...decidedBy(activation), ...beside]);
      await remove([{ pk, sk }]);
    },
  };
}

/** What its approvers find it by. */
function decidedBy({ id, approval }: Activation): Key[] {
  return (approval?.votes ?? []).map(({ by, at }) => keys.decided(by.id, at, id));
}
