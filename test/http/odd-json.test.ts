import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Route } from '#shared/http/route';
import { takesDryRun } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { foundOrganization, robot } from '#test/support/found-organization';
import { createWorld, type World } from '#test/support/world';
import { type Call, callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { callReal, serveWorld } from './real-functions.ts';
import { functionServing, goodBodies } from './served.ts';

const world: World = await createWorld();
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(world.now()) });
  await foundOrganization(world);
  await serveWorld(world);
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

const taking = (Object.entries(routes) as [Operation, Route][]).filter(
  ([, route]) => route.body !== undefined || takesDryRun(route),
);
const nested = (levels: number, open: string, close: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;

/** The good body with one thing more at its front. */
const withField = (good: string, field: string) => (good === '{}' ? `{${field}}` : good.replace('{', `{${field},`));
/** Bytes of which the first letter in quotes is none. */
const damaged = (good: string) => {
  const bytes = Buffer.from(withField(good, '"odd":"x"'));
  bytes[bytes.indexOf('x')] = 0xff;
  return bytes;
};

/** What nobody writes who means well, made of what the route takes; of the AuthZEN routes all but what their standard lets pass. */
const odd: readonly [string, (good: string) => Call, (isAuthZen: boolean) => boolean][] = [
  ['2,000 levels of objects', (good) => ({ body: withField(good, `"odd":${nested(2000, '{"a":', '}')}`) }), always],
  ['2,000 levels of lists', (good) => ({ body: withField(good, `"odd":${nested(2000, '[', ']')}`) }), always],
  ['30,000 levels and nothing else', () => ({ body: nested(30_000, '[', ']') }), always],
  ['a list of it', (good) => ({ body: `[${good}]` }), always],
  ['an empty list', () => ({ body: '[]' }), always],
  ['null', () => ({ body: 'null' }), always],
  ['a text', () => ({ body: '"{}"' }), always],
  ['a number', () => ({ body: '7' }), always],
  ['bytes that are no UTF-8', (good) => ({ bytes: damaged(good) }), always],
  ['UTF-16', (good) => ({ bytes: Buffer.from(good, 'utf16le') }), always],
  [
    'the charset utf-16',
    (good) => ({ body: good, headers: { 'content-type': 'application/json; charset=utf-16' } }),
    always,
  ],
  [
    'the charset latin1, in quotes',
    (good) => ({ body: good, headers: { 'content-type': 'application/json;charset="ISO-8859-1"' } }),
    always,
  ],
  ['a mark of byte order', (good) => ({ body: `\ufeff${good}` }), always],
  ['U+2028 between its parts', (good) => ({ body: good.replace('{', '{\u2028') }), always],
  ['U+2028 in a name', (good) => ({ body: withField(good, '"displayName\u2028":"x"') }), strictly],
  ['a field twice', (good) => ({ body: withField(good, '"odd":1,"odd":2') }), always],
  ['a field twice, once escaped', (good) => ({ body: withField(good, '"odd":1,"\\u006fdd":2') }), always],
  ['__proto__', (good) => ({ body: withField(good, '"__proto__":{"relation":"administrator"}') }), strictly],
  ['__proto__ within', (good) => ({ body: withField(good, '"odd":{"__proto__":[]}') }), strictly],
  ['a constructor', (good) => ({ body: withField(good, '"constructor":{"prototype":{"enabled":true}}') }), strictly],
  ['a number beyond all numbers', (good) => ({ body: withField(good, '"odd":1e400') }), strictly],
  ['a number of 400 digits', (good) => ({ body: withField(good, `"odd":${'9'.repeat(400)}`) }), strictly],
  ['half a character as a name', (good) => ({ body: withField(good, '"\\ud800":1') }), strictly],
  ['numbers nobody may write', (good) => ({ body: withField(good, '"odd":NaN') }), always],
  ['something after its end', (good) => ({ body: `${good} {}` }), always],
  ['half of it', (good) => ({ body: good.slice(0, -1) }), always],
  ['more than any route takes', (good) => ({ body: withField(good, `"odd":"${'x'.repeat(600_000)}"`) }), always],
  ['text by its type', (good) => ({ body: good, headers: { 'content-type': 'text/plain' } }), always],
];
function always() {
  return true;
}
function strictly(isAuthZen: boolean) {
  return !isAuthZen;
}

/** Of what is odd, what a route answers as it should not. */
async function wronglyTaken(
  operation: Operation,
  call: (of: Call) => Promise<{ readonly status: number; readonly text: string }>,
): Promise<string[]> {
  const good = JSON.stringify(goodBodies[operation] ?? {});
  const { authZen }: Route = routes[operation];
  const told: string[] = [];
  for (const [what, callOf, isRefused] of odd) {
    const { status, text } = await call(callOf(good));
    const expected = isRefused(authZen === true) ? [400, 413, 415] : [200, 400];
    if (!expected.includes(status)) told.push(`${what}: ${status} ${text.slice(0, 200)}`);
  }
  return told;
}

describe('T-56: odd JSON', () => {
  it.each(taking)('is refused by %s before its handler sees any of it', async (operation, route) => {
    const seen: unknown[] = [];
    const serve = (request: unknown) => {
      seen.push(request);
      return { status: 200, body: {} };
    };
    const served = functionServing(route.function, serve);
    const claims = claimsOf(route.relation === 'workload' ? 'prn_mailbox' : 'prn_grace');

    const told = await wronglyTaken(operation, (call) =>
      callFunction(served, gatewayEvent(operation, { claims, ...call })),
    );

    expect(told).toEqual([]);
    if (!route.authZen) expect(seen).toEqual([]);
  });

  it.each(taking.filter(([, { relation }]) => relation === 'link' || relation === 'workload'))(
    'is refused by the function of %s as it is deployed, and nothing is stored',
    async (operation, { relation }) => {
      const by = relation === 'workload' ? robot.subject : undefined;
      const before = await world.exportTable();

      const told = await wronglyTaken(operation, (call) => callReal(operation, by, call, world.now()));

      expect(told).toEqual([]);
      expect(await world.exportTable()).toEqual(before);
    },
  );

  it.each([
    ['createRole', {}],
    ['changeRole', {}],
    ['createResource', { kind: 'account' }],
    ['changeResource', {}],
    ['createPrincipal', { kind: 'user' }],
    ['createPrincipal', { kind: 'group' }],
    ['changePrincipal', {}],
  ] as const)('of a name nobody can read, or that turns itself round, is refused by %s %j', async (operation, rest) => {
    const names = [
      '\u200b',
      '\u2800',
      '\u3164',
      '\u0301',
      '\u202enimda',
      '\u2067x\u2069',
      'admin\u200b',
      'a\u2028b',
      '\u00ad',
    ];
    const served = functionServing('administration', () => ({ status: 200, body: {} }));

    for (const displayName of names) {
      const call = { claims: claimsOf('prn_grace'), body: { ...rest, displayName } };
      const answer = await callFunction(served, gatewayEvent(operation, call));

      expect(answer, JSON.stringify(displayName)).toMatchObject({
        status: 400,
        body: { violations: [{ rule: 'displayName' }] },
      });
    }
  });
});
