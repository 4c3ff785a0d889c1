import * as v from 'valibot';
import type { TaskTokens } from '#shared/ports/workflow';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

/** The workflow writes `generation` through DynamoDB's own API, so it is a number here as everywhere. */
const TokenItem = v.object({ taskToken: v.string(), generation: v.number() });

/** Task tokens of the workflow, in items of their own that no mail function ever sees. */
export function taskTokenStore(table: Table, tableName: string): TaskTokens {
  const forms = writesFor(tableName);
  return {
    async find(activationId, kind) {
      const item = await table.get(keys.taskToken(activationId, kind));
      if (!item) return undefined;
      const { taskToken, generation } = v.parse(TokenItem, item);
      return { token: taskToken, generation };
    },
    async keepHoldToken({ id, generation, status }, taskToken) {
      await table.write([
        forms.check(keys.activation(id), { status, generation }),
        forms.put(keys.taskToken(id, 'hold'), 'task_token', { activationId: id, kind: 'hold', taskToken, generation }),
      ]);
    },
  };
}
