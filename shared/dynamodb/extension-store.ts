import * as v from 'valibot';
import { Extension, type PendingExtension } from '#shared/domain/assignment-extension';
import { Refusal } from '#shared/domain/refusal';
import type { NewId, Now } from '#shared/ports';
import type { Extensions } from '#shared/ports/assignments';
import { closeExtensionWrites, newExtensionWrites } from './extension-writes.ts';
import { guardWrites } from './guards.ts';
import { keys } from './keys.ts';
import { listAll } from './sharded-list.ts';
import { Refused, type Table } from './table.ts';
import { writesFor } from './writes.ts';

const LockItem = v.object({ extensionId: v.string() });
const LOCK = 0;

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Requests to extend or renew assignments, in DynamoDB. */
export function extensionStore({ table, tableName, newId, now }: Needs): Extensions {
  const needs = { forms: writesFor(tableName), newId, now };
  const find = async (id: string) => {
    const item = await table.get(keys.extension(id));
    return item && v.parse(Extension, item);
  };
  return {
    find,
    findWaiting: async (assignmentId): Promise<PendingExtension | undefined> => {
      const lock = await table.get(keys.extensionLock(assignmentId));
      const waiting = lock && (await find(v.parse(LockItem, lock).extensionId));
      return waiting?.status === 'pending' ? waiting : undefined;
    },
    listWaiting: (page) => listAll(table, 'EXTENSIONS', page, (item) => v.parse(Extension, item)),
    add: async (extension, event, guards) => {
      const writes = [...newExtensionWrites(needs, extension, event), ...guardWrites(needs.forms, guards)];
      await table.write(writes).catch((error: unknown) => {
        if (error instanceof Refused && error.positions.includes(LOCK))
          throw new Refusal('assignment_extension_pending');
        throw error;
      });
    },
    close: (move) => table.write(closeExtensionWrites(needs, move)),
  };
}
