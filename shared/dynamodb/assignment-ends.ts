import * as v from 'valibot';
import { Assignment } from '#shared/domain/assignment';
import { renewableUntil } from '#shared/domain/assignment-due';
import type { AssignmentFilter } from '#shared/ports/assignments';
import type { AssignmentSource } from './assignment-listings.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { indexes, SHARDS } from './index-keys.ts';
import { keys } from './keys.ts';
import type { KeyRow, Table } from './table.ts';

/**
 * Assignments that end before an instant, by the index of what is due: each with an end stands in it, those of version 0.1,
 * too. As long as it has not ended it is due no later than at its end; after that, when it may be renewed no longer. In the
 * order in which they are due; activations in between are passed over by their keys.
 */
export function assignmentsByEnd(
  table: Table,
  { endsBefore, state }: { endsBefore: string; state?: AssignmentFilter['state'] },
  atOnce: number,
): AssignmentSource {
  const mayHaveEnded = state === undefined || state.is === 'ended';
  const dueBefore = mayHaveEnded ? renewableUntil(endsBefore) : endsBefore;
  const positions = new Map<string, string>();
  return {
    positionOf: ({ id }) => positions.get(id) ?? '',
    async read(cursor) {
      const rows = await nextDue(table, decodeCursor(cursor), atOnce);
      const due = rows.filter(({ sort }) => sort < dueBefore);
      const assigned = due.filter(({ key }) => key.pk.startsWith(keys.principal('').pk));
      for (const { sort } of assigned) positions.set(sort.slice(sort.lastIndexOf('#') + 1), sort);
      const items = await table.getSeveral(assigned.map(({ key }) => key));
      const last = rows.length === atOnce && due.length === rows.length ? rows.at(-1) : undefined;
      return {
        items: items.map((item) => v.parse(Assignment, item)),
        read: rows.length,
        ...(last ? { nextCursor: encodeCursor(last.sort) } : {}),
      };
    },
  };
}

async function nextDue(table: Table, after: string | undefined, limit: number): Promise<KeyRow[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    table.listKeys({ index: indexes.due, partition: `DUE#${shard}`, newestFirst: false, limit, after }),
  );
  const rows = (await Promise.all(shards)).flat();
  return rows.sort((a, b) => (a.sort < b.sort ? -1 : 1)).slice(0, limit);
}
