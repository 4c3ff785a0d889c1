import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import type { IdempotencyRecord } from '#shared/ports/idempotency';
import { callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { callerPorts, functionServing, idempotencyPort } from './served.ts';

const body = { decision: 'approve', justification: 'Known outage' };
const KEY = { 'idempotency-key': 'k1' };

interface Ask {
  readonly body?: unknown;
  readonly caller?: string;
  readonly id?: string;
  readonly headers?: Record<string, string>;
}

/** `POST /v1/activations/{id}/decisions` with a handler that says how often it ran, unless told otherwise. */
function approvals(serve?: (run: number) => Promise<{ status: number; body?: unknown }>) {
  const kept: IdempotencyRecord[] = [];
  let runs = 0;
  const run = vi.fn(async () => {
    runs += 1;
    return serve ? serve(runs) : { status: 200, body: { run: runs } };
  });
  const handler = functionServing('approvals', run, { ...callerPorts(), idempotency: idempotencyPort(kept) });
  const decide = (ask: Ask = {}) =>
    callFunction(
      handler,
      gatewayEvent('decide', {
        claims: claimsOf(ask.caller ?? 'prn_ada'),
        headers: ask.headers ?? KEY,
        body: ask.body ?? body,
        path: { id: ask.id ?? 'act_1' },
      }),
    );
  return { decide, kept, run };
}

describe('a retry with the same Idempotency-Key of any route that keeps answers', () => {
  it('gets the first answer again, and nothing runs twice', async () => {
    const { decide, run } = approvals();

    const [first, second] = [await decide(), await decide()];

    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs again without a key, under another key, or for somebody else', async () => {
    const { decide, run } = approvals();

    await decide();
    await decide({ headers: {} });
    await decide({ headers: { 'idempotency-key': 'k2' } });
    await decide({ caller: 'prn_grace' });

    expect(run).toHaveBeenCalledTimes(4);
  });

  it.each([
    ['another body', { body: { ...body, decision: 'deny' } }],
    ['another target', { id: 'act_2' }],
  ])('with %s is refused', async (_, changes) => {
    const { decide, run } = approvals();
    await decide();

    expect(await decide(changes)).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('is judged anew after a refusal, because nothing was written', async () => {
    const { decide, kept } = approvals((run) =>
      run === 1 ? Promise.reject(new Refusal('not_pending')) : Promise.resolve({ status: 200 }),
    );

    expect([(await decide()).status, kept]).toEqual([409, []]);
    expect((await decide()).status).toBe(200);
  });

  it.each([
    ['nothing of several came about', [{ problem: { status: 409 } }, { problem: { status: 404 } }]],
    ['something met an outage, which passes', [{}, { problem: { status: 503 } }]],
  ])('is judged anew when %s', async (_, results) => {
    const { decide, kept } = approvals(async () => ({ status: 200, body: { results } }));

    await decide();

    expect(kept).toEqual([]);
  });

  it('gets the results again of which one came about', async () => {
    const results = [{}, { problem: { status: 409 } }];
    const { decide, kept } = approvals(async () => ({ status: 200, body: { results } }));

    await decide();

    expect(kept).toMatchObject([{ status: 200, body: { results } }]);
  });

  it('that meets the first on its way sees what the first one made, or its answer', async () => {
    let isDecided = false;
    const { decide } = approvals(async () => {
      await Promise.resolve();
      if (isDecided) throw new Refusal('already_voted');
      isDecided = true;
      return { status: 200, body: { run: 1 } };
    });

    const answers = await Promise.all([decide(), decide(), decide()]);

    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect(await decide()).toMatchObject({ status: 200, body: { run: 1 } });
  });

  it('is refused when the key is malformed, and nothing runs', async () => {
    const { decide, run } = approvals();

    expect(await decide({ headers: { 'idempotency-key': 'a b' } })).toMatchObject({ status: 400 });
    expect(run).not.toHaveBeenCalled();
  });

  it('is never answered to somebody who may not call the route any more', async () => {
    const { decide } = approvals();
    await decide();

    expect((await decide({ caller: 'prn_disabled' })).status).toBe(403);
  });
});
