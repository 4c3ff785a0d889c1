import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { awsError } from './aws-error.ts';
import { canceled } from './canceled.ts';
import type { PreparedWrite } from './write.ts';

/** Items that transactions under way touch, be it only with a check: who comes second is turned away, nobody waits. */
export interface Conflicts {
  /**
   * Does the work of a transaction while its items are its own.
   *
   * @throws TransactionCanceledException with `TransactionConflict` for each item of another transaction under way
   * @throws TransactionInProgressException when the very same request is under way, known by its token
   */
  during<T>(writes: readonly PreparedWrite[], token: string | undefined, work: () => Promise<T>): Promise<T>;
  /** @throws TransactionConflictException when a transaction under way touches the item of a single write */
  refuse(write: PreparedWrite): void;
}

const MESSAGE = 'Transaction is ongoing for the item';

/** @param take how long a transaction is under way before anything is decided, in milliseconds */
export function createConflicts(take: number): Conflicts {
  const items = new Set<string>();
  const tokens = new Set<string>();

  return {
    async during(writes, token, work) {
      if (token !== undefined && tokens.has(token))
        throw awsError('TransactionInProgressException', 'The transaction with the given request token is in progress');
      const own = writes.map(itemName);
      if (own.some((item) => items.has(item)))
        throw canceled(own.map((item) => (items.has(item) ? { Code: 'TransactionConflict', Message: MESSAGE } : NONE)));
      for (const item of own) items.add(item);
      if (token !== undefined) tokens.add(token);
      try {
        // Otherwise it would be over before anybody else is heard.
        await (take > 0 ? wait(take) : nextTurn());
        return await work();
      } finally {
        for (const item of own) items.delete(item);
        if (token !== undefined) tokens.delete(token);
      }
    },
    refuse(write) {
      if (items.has(itemName(write))) throw awsError('TransactionConflictException', MESSAGE);
    },
  };
}

const NONE = { Code: 'None' };

const itemName = ({ table, key }: PreparedWrite) => `${table.TableName}~${key}`;
