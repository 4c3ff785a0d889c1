import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';
import type { IdempotencyRecord, Ports } from '#shared/ports';
import { hashBody, recallAnswer } from '#shared/use-cases/request-activations';
import type { Request } from './api.ts';
import type { Answer } from './problems.ts';
import { routeKey } from './route.ts';
import { type Operation, routes } from './routes.ts';

const IdempotencyKey = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,100}$/));

/** Makes the record of an answer, for the transaction that makes it true. */
export type Remember = (answer: Answer) => IdempotencyRecord;

/**
 * Answers a request with an Idempotency-Key once: the same key gets the first answer again. Who loses a race against the
 * same key is refused as a conflict, and finds the first one's answer.
 *
 * @param answer is given what makes the record to store; nothing when the caller sent no key
 * @throws Refusal invalid_input | idempotency_key_reused
 */
export async function answerOnce(
  operation: Operation,
  { headers, caller, body, path }: Pick<Request<Operation>, 'headers' | 'caller' | 'path'> & { readonly body: unknown },
  { idempotency }: Pick<Ports, 'idempotency'>,
  answer: (remember: Remember | undefined) => Promise<Answer>,
): Promise<Answer> {
  const given = headers['idempotency-key'];
  if (given === undefined) return answer(undefined);
  const key = v.safeParse(IdempotencyKey, given);
  if (!key.success)
    throw new Refusal('invalid_input', { detail: 'The Idempotency-Key has to be 1 to 100 printable characters.' });

  const principalId = caller.view.principal.id;
  const route = routeKey(routes[operation]).replace('{id}', path.id ?? '');
  const lookup = { principalId, route, key: key.output, body };
  const recalled = await recallAnswer(lookup, { idempotency });
  if (recalled) return recalled;
  try {
    return await answer(({ status, body: kept }) => ({
      ...{ principalId, route, key: key.output, status, body: kept },
      bodyHash: hashBody(body),
    }));
  } catch (error) {
    const first = isConflict(error) ? await recallAnswer(lookup, { idempotency }) : undefined;
    if (first) return first;
    throw error;
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Refusal && (error.kind === 'conflict' || error.code === 'busy');
}
