import * as v from 'valibot';
import type { Activation } from '#shared/domain/activation';
import { taskTokenExpiry } from '#shared/domain/task-token';
import type { Now } from '#shared/ports';
import type { TaskTokens } from '#shared/ports/workflow';
import { EXPIRES_AT, keys } from './keys.ts';
import type { Table, Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

/** The workflow writes `generation` through DynamoDB's own API, so it is a number here as everywhere. */
const TokenItem = v.object({ taskToken: v.string(), generation: v.number() });

/** Keeps the token of who holds an activation's access, until nobody can wait with it any more. */
export function holdTokenWrite(
  forms: WriteForms,
  { id, generation }: Pick<Activation, 'id' | 'generation'>,
  taskToken: string,
  now: string,
): Write {
  return forms.put(keys.taskToken(id, 'hold'), 'task_token', {
    activationId: id,
    kind: 'hold',
    taskToken,
    generation,
    [EXPIRES_AT]: taskTokenExpiry(now),
  });
}

/** Task tokens of the workflow, in items of their own that no mail function ever sees. */
export function taskTokenStore(table: Table, tableName: string, now: Now): TaskTokens {
  const forms = writesFor(tableName);
  return {
    async find(activationId, kind) {
      const item = await table.get(keys.taskToken(activationId, kind));
      if (!item) return undefined;
      const { taskToken, generation } = v.parse(TokenItem, item);
      return { token: taskToken, generation };
    },
    async keepHoldToken(activation, taskToken) {
      const { id, generation, status } = activation;
      await table.write([
        forms.check(keys.activation(id), { status, generation }),
        holdTokenWrite(forms, activation, taskToken, now()),
      ]);
    },
  };
}
