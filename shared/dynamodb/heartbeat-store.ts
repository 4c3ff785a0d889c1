import * as v from 'valibot';
import type { Heartbeat } from '#shared/ports/heartbeat';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

const HeartbeatItem = v.object({ at: v.string() });

/** When the sweeper last ran: no new access is given while nobody could take it away. */
export function heartbeatStore(table: Table, tableName: string): Heartbeat {
  const forms = writesFor(tableName);
  return {
    async lastBeat() {
      const item = await table.get(keys.heartbeat());
      return item && v.parse(HeartbeatItem, item).at;
    },
    beat: (at) => table.write([forms.put(keys.heartbeat(), 'heartbeat', { at })]),
  };
}
