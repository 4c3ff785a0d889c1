import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { IdempotencyRecord } from '#shared/ports/idempotency';
import { type AnswerLookup, hashBody, recallAnswer } from '#shared/use-cases/recall-answer';
import type { Answer } from './problems.ts';

type Needs = Pick<Ports, 'idempotency'>;
type Headers = Readonly<Record<string, string | undefined>>;

/** What makes one request the same as another: who asks for what by which route, under which key. */
export interface Repeatable {
  readonly principalId: string;
  readonly route: string;
  readonly headers: Headers;
  readonly path: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Answers a retry under the same Idempotency-Key with what was answered first, for a day; a target or body that differs
 * is refused. Kept is only what wrote something, and after it was written: of two retries at the same moment the second
 * meets what the first one did, as anybody would (409), or its answer.
 *
 * @throws Refusal invalid_input for a malformed key | idempotency_key_reused
 */
export async function answerOnce(request: Repeatable, run: () => Promise<Answer>, needs: Needs): Promise<Answer> {
  const key = idempotencyKeyOf(request.headers);
  if (key === undefined) return run();
  const { principalId, route, path, query, body } = request;
  const lookup = { principalId, route, key, body: { path, query, body } };
  const first = await recallAnswer(lookup, needs);
  if (first) return first;
  try {
    const answer = await run();
    if (!hasWritten(answer) || (await needs.idempotency.remember(toRecord(lookup, answer)))) return answer;
    return (await recallOwn(lookup, needs)) ?? answer;
  } catch (error) {
    const met = error instanceof Refusal && error.kind === 'conflict' ? await recallOwn(lookup, needs) : undefined;
    if (met) return met;
    throw error;
  }
}

/** @throws Refusal invalid_input */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const key = v.safeParse(IdempotencyKey, given);
  if (key.success) return key.output;
  throw new Refusal('invalid_input', { detail: 'The Idempotency-Key has to be 1 to 100 printable characters.' });
}

const IdempotencyKey = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,100}$/));

export function toRecord(lookup: AnswerLookup, { status, body }: Answer): IdempotencyRecord {
  const { principalId, route, key } = lookup;
  return { principalId, route, key, bodyHash: hashBody(lookup.body), status, body };
}

/** Whoever was answered meanwhile under the key with another body changes nothing about this answer. */
async function recallOwn(lookup: AnswerLookup, needs: Needs): Promise<Answer | undefined> {
  return recallAnswer(lookup, needs).catch((error) => {
    if (error instanceof Refusal && error.code === 'idempotency_key_reused') return undefined;
    throw error;
  });
}

const Results = v.looseObject({
  results: v.array(v.looseObject({ problem: v.optional(v.looseObject({ status: v.number() })) })),
});

/** Of several results one at least must have come about, and none may have met an outage, because that passes. */
function hasWritten({ status, body }: Answer): boolean {
  if (status < 200 || status > 299) return false;
  if (!v.is(Results, body)) return true;
  const problems = body.results.map((result) => result.problem?.status);
  return problems.includes(undefined) && !problems.some((problem) => problem !== undefined && problem >= 500);
}
