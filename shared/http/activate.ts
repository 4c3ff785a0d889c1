import * as v from 'valibot';
import type { Activation } from '#shared/domain/activation';
import { DIRECTORY } from '#shared/domain/id';
import { Refusal } from '#shared/domain/refusal';
import type { IdempotencyRecord, Ports } from '#shared/ports';
import { hashBody, type ItemResult, recallAnswer, requestActivations } from '#shared/use-cases/request-activations';
import { activationView } from './activation-view.ts';
import type { Request } from './api.ts';
import { type Answer, problemOf } from './problems.ts';
import { routeKey, routes } from './routes.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'idempotency' | 'now' | 'newId'>;

const IdempotencyKey = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,100}$/));

/** POST /v1/activations: one item answers with its own status, several answer 200 with each result. */
export async function activate(request: Request<'activate'>, needs: Needs): Promise<Answer> {
  const { body, caller } = request;
  const idempotency = idempotencyOf(request);
  const recalled = idempotency && (await recallAnswer(idempotency, needs));
  if (recalled) return recalled;

  const single = body.items.length === 1;
  const remember = (result: ItemResult) => toRecord(idempotency, answerTo(result));
  try {
    const results = await requestActivations(body, caller, needs, idempotency && single ? remember : undefined);
    const [only] = results;
    if (body.dryRun || !single || !only) return { status: 200, body: { results: results.map(resultView) } };
    if ('refusal' in only) throw only.refusal;
    return answerTo(only);
  } catch (error) {
    const first = idempotency && isLostRace(error) ? await recallAnswer(idempotency, needs) : undefined;
    if (first) return first;
    throw error;
  }
}

function idempotencyOf({ headers, caller, body }: Request<'activate'>) {
  const given = headers['idempotency-key'];
  if (given === undefined || body.dryRun) return undefined;
  const key = v.safeParse(IdempotencyKey, given);
  if (!key.success)
    throw new Refusal('invalid_input', { detail: 'The Idempotency-Key has to be 1 to 100 printable characters.' });
  return { principalId: caller.view.principal.id, route: routeKey(routes.activate), key: key.output, body };
}

/** The same key in parallel: whoever comes second finds the first one's answer. */
function isLostRace(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'already_open' || error.code === 'changed_meanwhile');
}

function toRecord(lookup: ReturnType<typeof idempotencyOf>, { status, body }: Answer): IdempotencyRecord {
  if (!lookup) throw new Error('There is nothing to remember without a key.');
  const { principalId, route, key } = lookup;
  return { principalId, route, key, bodyHash: hashBody(lookup.body), status, body };
}

function answerTo(result: ItemResult): Answer {
  const view = resultView(result);
  return { status: view.outcome === 'pending_approval' ? 202 : 201, body: { results: [view] } };
}

function resultView(result: ItemResult) {
  const { roleId, resourceId = DIRECTORY } = result.wanted;
  if ('refusal' in result)
    return { roleId, resourceId, outcome: 'refused' as const, problem: problemOf(result.refusal) };
  const { activation } = result;
  return { roleId, resourceId, outcome: outcomeOf(activation), activation: activationView(activation) };
}

function outcomeOf({ status, startsAt }: Activation): 'pending_approval' | 'approved' | 'scheduled' {
  if (status === 'pending_approval') return 'pending_approval';
  return startsAt === undefined ? 'approved' : 'scheduled';
}
