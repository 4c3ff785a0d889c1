import { describe, expect, it } from 'vitest';
import { activationView } from '#shared/http/activation-view';
import { active } from '#test/support/activations';
import { expectContract } from '#test/support/contract';

const view = activationView(active({}));

function answerOf(status: number, body: object | string, type = 'application/json') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, body: typeof body === 'string' ? {} : body, text, headers: new Headers({ 'content-type': type }) };
}
const get = (path: string, answer: ReturnType<typeof answerOf>) => () =>
  expectContract({ method: 'GET', path }, answer);
const problem = { type: 'about:blank', title: 'Conflict', status: 409, code: 'not_active', detail: 'Not active.' };
const decide = (body: object, answer: ReturnType<typeof answerOf>) => () =>
  expectContract({ method: 'POST', path: '/v1/activations/act_1/decisions', body: JSON.stringify(body) }, answer);

describe('the contract every journey is held against', () => {
  it('is kept by what the document says', () => {
    expect(get('/v1/me/activations?limit=3', answerOf(200, { items: [view] }))).not.toThrow();
    expect(get('/v1/audit?type=activation.', answerOf(200, 'id,type\r\n', 'text/csv; charset=utf-8'))).not.toThrow();
    expect(get('/v1/me', answerOf(401, { message: 'Unauthorized' }))).not.toThrow();
    expect(decide({ decision: 'deny' }, answerOf(409, problem, 'application/problem+json'))).not.toThrow();
    expect(get('/v1/no-such-route', answerOf(404, { message: 'Not Found' }))).not.toThrow();
  });

  it.each([
    ['a status it does not name', '/v1/me/activations', answerOf(409, problem, 'application/problem+json')],
    ['a field it does not name', '/v1/me/activations', answerOf(200, { items: [{ ...view, secret: 1 }] })],
    ['a field that is missing', '/v1/me/activations', answerOf(200, { items: [{ id: 'act_1' }] })],
    ['a value it does not allow', '/v1/me/activations', answerOf(200, { items: [{ ...view, status: 'held' }] })],
    ['a type it does not name', '/v1/me', answerOf(200, 'hello', 'text/plain')],
    ['a code nobody knows', '/v1/me', answerOf(403, { ...problem, code: 'because' }, 'application/problem+json')],
    ['a route it does not name', '/v1/no-such-route', answerOf(200, {})],
    ['a parameter it does not name', '/v1/me/activations?order=up', answerOf(200, { items: [] })],
  ])('is broken by %s', (_, path, answer) => {
    expect(get(path, answer)).toThrow(path.split('?')[0]);
  });

  it('is broken by a body that was taken and is not the one named, and not by one that was refused', () => {
    const refused = answerOf(400, { ...problem, status: 400 }, 'application/problem+json');

    expect(decide({ decision: 'maybe' }, answerOf(200, view))).toThrow('took a body');
    expect(decide({ decision: 'maybe' }, refused)).not.toThrow();
    expect(decide({ decision: 'approve' }, answerOf(200, view))).not.toThrow();
  });
});
