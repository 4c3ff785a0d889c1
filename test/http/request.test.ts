import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parseRequest } from '#shared/http/request';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { refused } from '#test/support/refused';
import { type Call, gatewayEvent, ORIGIN } from './gateway-event.ts';
import { goodBodies } from './served.ts';

const Body = v.strictObject({ name: v.string('must be text'), size: v.exactOptional(v.number('must be a number')) });
const route: Route = {
  method: 'POST',
  path: '/v1/things',
  function: 'self-service',
  relation: 'principal',
  body: Body,
};
const origins = { own: ORIGIN, others: [] };
const KB_64 = 64 * 1024;

function parseBody(body: unknown, call: Call = {}, base64 = false) {
  const event = gatewayEvent('activate', { ...call, body });
  const text = base64 ? Buffer.from(event.body ?? '').toString('base64') : event.body;
  return parseRequest(
    { ...event, ...(text === undefined ? {} : { body: text }), isBase64Encoded: base64 },
    route,
    origins,
  );
}

/** JSON of exactly so many bytes. */
function jsonOf(bytes: number, filler = 'x'): string {
  const name = filler.repeat(Math.floor((bytes - '{"name":""}'.length) / Buffer.byteLength(filler)));
  return JSON.stringify({ name }).padEnd(bytes);
}

describe('a body', () => {
  it('is parsed, in whatever encoding API Gateway hands it over', () => {
    const body = { name: 'Åse 🔑' };

    expect(parseBody(body).body).toEqual(body);
    expect(parseBody(body, {}, true).body).toEqual(body);
  });

  it.each([false, true])('of 64 KB is taken, in base64: %s', (base64) => {
    expect(parseBody(jsonOf(KB_64), {}, base64).body).toMatchObject({ name: expect.stringMatching(/^x+$/) });
  });

  it.each([
    ['of one byte more', jsonOf(KB_64 + 1), false],
    ['of one byte more, in base64', jsonOf(KB_64 + 1), true],
    ['of fewer characters but more bytes', jsonOf(KB_64 + 2, 'é'), false],
    ['of a megabyte that is no JSON either', 'x'.repeat(1024 * 1024), false],
  ])('%s is too large', (_, body, base64) => {
    expect(() => parseBody(body, {}, base64)).toThrow(refused('body_too_large'));
  });

  it('that is too large is refused where none is taken, too', () => {
    const event = gatewayEvent('getMe', { body: jsonOf(KB_64 + 1) });

    expect(() => parseRequest(event, { ...route, method: 'GET' }, origins)).toThrow(refused('body_too_large'));
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/json ;charset=UTF-8',
  ])('may be called %s', (type) => {
    expect(parseBody({ name: 'x' }, { headers: { 'content-type': type } }).body).toEqual({ name: 'x' });
  });

  it.each([
    'text/plain',
    'application/json-patch+json',
    'application/problem+json',
    'application/x-www-form-urlencoded',
    '',
  ])('may not be called “%s”', (type) => {
    const call = { headers: { 'content-type': type } };

    expect(() => parseBody({ name: 'x' }, call)).toThrow(refused('content_type_unsupported'));
  });

  it('without a content type is refused', () => {
    const event = gatewayEvent('activate', { body: { name: 'x' } });

    expect(() => parseRequest({ ...event, headers: {} }, route, origins)).toThrow(refused('content_type_unsupported'));
  });

  it.each(['{', '{"name":"x"', 'name=x', '{"name":"x"}}', "{'name':'x'}", ' ', '\ufeff{"name":"x"}', '{"name":"x"}\0'])(
    'that is no JSON is refused: %j',
    (body) => {
      expect(() => parseBody(body)).toThrow('The body is not well-formed JSON.');
      expect(() => parseBody(body)).toThrow(refused('invalid_input'));
    },
  );

  it('that holds lists where objects belong is refused, also where all their fields may be absent', () => {
    const schema = v.strictObject({ rules: v.optional(v.strictObject({ window: v.optional(v.number()) }), {}) });
    const parse = (body: unknown) =>
      parseRequest(gatewayEvent('activate', { body }), { ...route, body: schema }, origins).body;

    expect(parse({ rules: {} })).toEqual({ rules: {} });
    const naming = (rule: string) => refused('invalid_input', { violations: [expect.objectContaining({ rule })] });
    expect(() => parse([])).toThrow(naming('body'));
    expect(() => parse({ rules: [] })).toThrow(naming('rules'));
  });

  it.each([
    ['empty', undefined],
    ['nothing', 'null'],
    ['a text', '"name"'],
    ['a number', '7'],
    ['a list', '[]'],
  ])('that is %s instead of an object is refused', (_, body) => {
    expect(() => parseBody(body)).toThrow(refused('invalid_input'));
  });

  it.each([
    ['unknown', { name: 'x', status: 'approved' }, ['status']],
    ['missing', {}, ['name']],
    ['of another type', { name: 7 }, ['name']],
    ['wrong, all at once', { name: 7, size: 'big', rev: 1 }, ['name', 'size', 'rev']],
    ['named like something every object has', '{"name":"x","__proto__":{"size":1}}', ['__proto__']],
    ['named like a method', { name: 'x', constructor: 1, toString: 2 }, ['constructor']],
  ])('is told which field is %s', (_, body, fields) => {
    const violations = fields.map((rule) =>
      expect.objectContaining({ rule, code: 'invalid_input', message: expect.stringContaining(`${rule}: `) }),
    );

    expect(() => parseBody(body)).toThrow(refused('invalid_input', { violations: expect.arrayContaining(violations) }));
  });
});

describe('a path', () => {
  it('is read as it is, up to 200 characters', () => {
    expect(parseBody({ name: 'x' }, { path: { id: 'a'.repeat(200) } }).path).toEqual({ id: 'a'.repeat(200) });
    expect(() => parseBody({ name: 'x' }, { path: { id: 'a'.repeat(201) } })).toThrow('The path is not valid.');
  });

  it('without parameters has none', () => {
    expect(parseBody({ name: 'x' }).path).toEqual({});
  });
});

describe('a query', () => {
  const { body: _none, ...bodiless } = route;
  const parseQuery = (query: Record<string, string>, taking: Partial<Route> = {}) =>
    parseRequest(gatewayEvent('getMe', { query }), { ...bodiless, ...taking }, origins);

  it('is refused where a route takes none, naming the parameter', () => {
    const violations = [expect.objectContaining({ rule: 'limit', code: 'invalid_input' })];

    expect(() => parseQuery({ limit: '5' })).toThrow(refused('invalid_input', { violations }));
    expect(() => parseQuery({})).not.toThrow();
  });

  it.each<Operation>(['getMe', 'listMyRoles', 'getActivation', 'getOnboarding', 'getHealth', 'activate', 'evaluate'])(
    'is refused by %s',
    (operation) => {
      const event = { ...gatewayEvent(operation, { body: goodBodies[operation] }), queryStringParameters: { x: '1' } };

      expect(() => parseRequest(event, routes[operation], origins)).toThrow(refused('invalid_input'));
    },
  );

  it('may be anything on the decision page, because mail programs add to its address', () => {
    expect(() => parseQuery({ utm_source: 'mail' }, routes.showDecisionPage)).not.toThrow();
  });
});
