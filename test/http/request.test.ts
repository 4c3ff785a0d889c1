import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Text, WholeMinutes } from '#shared/http/fields';
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

describe('a body that can be read in two ways, or that nobody wrote (T-56)', () => {
  const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);
  const utf16 = Buffer.from('{"name":"x"}', 'utf16le');

  it.each<[string, string | Buffer]>([
    ['a list of 2,000 levels', nested(2000)],
    ['objects of 2,000 levels', `${'{"name":'.repeat(2000)}1${'}'.repeat(2000)}`],
    ['30,000 levels', nested(30_000)],
    ['an unfinished 30,000 levels', '['.repeat(30_000)],
    ['a name twice', '{"name":"x","name":"y"}'],
    ['a name twice, once as an escape', '{"name":"x","n\\u0061me":"y"}'],
    ['a name twice deep inside', '{"name":"x","more":[{"a":{"b":1,"b":2}}]}'],
    ['bytes that are no UTF-8', Buffer.from([...Buffer.from('{"name":"'), 0xff, 0xfe, ...Buffer.from('"}')])],
    ['half a surrogate in UTF-8', Buffer.from([...Buffer.from('{"name":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')])],
    ['an overlong encoding', Buffer.from([...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    ['the sign for damaged text', '{"name":"caf\ufffd"}'],
    ['UTF-16', utf16],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-8 with a mark of byte order', '\ufeff{"name":"x"}'],
    ['half a surrogate as an escape', '{"name":"\\ud800"}'],
    ['a number beyond numbers', '{"name":"x","size":1e999}'],
  ])('is refused: %s', (_, body) => {
    const bytes = Buffer.from(body);
    for (const base64 of [true, false]) {
      const event = gatewayEvent('activate', { body: 'x' });
      const given = { ...event, body: bytes.toString(base64 ? 'base64' : 'utf8'), isBase64Encoded: base64 };
      const strict = {
        ...route,
        body: v.strictObject({ ...Body.entries, name: Text, size: v.exactOptional(WholeMinutes) }),
      };

      expect(() => parseRequest(given, strict, origins)).toThrow(refused('invalid_input'));
    }
  });

  it.each(['utf-16', 'UTF-16LE', 'utf-7', 'iso-8859-1', '"utf-16"', '', 'utf-8; charset=utf-16'])(
    'is refused in the charset %s',
    (charset) => {
      const call = { headers: { 'content-type': `application/json; charset=${charset}` } };

      expect(() => parseBody({ name: 'x' }, call)).toThrow(refused('invalid_input'));
    },
  );

  it('is none of those that only look odd', () => {
    const odd = { name: 'a "{[:" \\" b', size: 1 };
    const deep = v.looseObject({});
    const parse = (body: string) =>
      parseRequest(gatewayEvent('activate', { body }), { ...route, body: deep }, origins).body;

    expect(parseBody(odd).body).toEqual(odd);
    expect(parse(`{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}],"d":${nested(99)}}`)).toHaveProperty('d');
    expect(() => parse(`{"d":${nested(100)}}`)).toThrow('The body is nested more than 100 levels deep.');
    expect(parse('{"x":1,"__proto__":{"y":1}}')).toEqual({ x: 1 });
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
