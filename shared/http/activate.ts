import type { Activation } from '#shared/domain/activation';
import { DIRECTORY } from '#shared/domain/id';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { recallAnswer } from '#shared/use-cases/recall-answer';
import { type ItemResult, requestActivations } from '#shared/use-cases/request-activations';
import { activationView } from './activation-view.ts';
import type { Request } from './api.ts';
import { idempotencyKeyOf, toRecord } from './idempotency.ts';
import { type Answer, problemOf } from './problems.ts';
import { routeKey } from './route.ts';
import { selfServiceRoutes } from './routes/self-service.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'reviews' | 'idempotency' | 'now' | 'newId'> & {
  readonly breakGlassUsed: (awaited: number) => void;
};

type Lookup = ReturnType<typeof idempotencyOf>;

/** POST /v1/activations: one item answers with its own status, several answer 200 with each result. */
export async function activate(request: Request<'activate'>, needs: Needs): Promise<Answer> {
  if (request.dryRun) return tryActivating(request, needs);
  const lookup = idempotencyOf(request);
  const recalled = lookup && (await recallAnswer(lookup, needs));
  if (recalled) return recalled;
  const isSingle = request.body.items.length === 1;
  return isSingle ? activateOne(request, lookup, needs) : activateSeveral(request, lookup, needs);
}

/** Nobody is alarmed by what did not happen; what is refused, for whatever reason, is the result of its item. */
async function tryActivating({ body, caller }: Request<'activate'>, needs: Needs): Promise<Answer> {
  const results = await requestActivations(body, caller, { ...needs, breakGlassUsed: () => {} });
  return { status: 200, body: { results: results.map(resultView) } };
}

/** The answer is kept in the very transaction that stores the activation. */
async function activateOne({ body, caller }: Request<'activate'>, lookup: Lookup, needs: Needs): Promise<Answer> {
  try {
    const remember = lookup && ((result: ItemResult) => toRecord(lookup, answerTo(result)));
    const [result] = await requestActivations(body, caller, needs, remember);
    if (!result) throw new Error('A request for one role has one result.');
    if ('refusal' in result) throw result.refusal;
    return answerTo(result);
  } catch (error) {
    const first = lookup && isLostRace(error) ? await recallAnswer(lookup, needs) : undefined;
    if (first) return first;
    throw error;
  }
}

/** Each item is stored on its own, so the answer is kept after them; a retry in between finds each role open already. */
async function activateSeveral({ body, caller }: Request<'activate'>, lookup: Lookup, needs: Needs): Promise<Answer> {
  const results = await requestActivations(body, caller, needs);
  const answer = { status: 200, body: { results: results.map(resultView) } };
  const passing = results.some((result) => 'refusal' in result && result.refusal.kind === 'outage');
  if (!lookup || passing || !results.some((result) => 'activation' in result)) return answer;
  if (await needs.idempotency.remember(toRecord(lookup, answer))) return answer;
  return (await recallAnswer(lookup, needs)) ?? answer;
}

function idempotencyOf({ headers, caller, body }: Request<'activate'>) {
  const key = idempotencyKeyOf(headers);
  if (key === undefined) return undefined;
  return { principalId: caller.view.principal.id, route: routeKey(selfServiceRoutes.activate), key, body };
}

/** The same key in parallel: whoever comes second finds the first one's answer. */
function isLostRace(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'already_open' || error.code === 'changed_meanwhile');
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
