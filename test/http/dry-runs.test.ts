import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { honoursIfMatch, type Route, takesDryRun } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { ada, EXCHANGE, foundOrganization, ISSUER } from '#test/support/found-organization';
import { createWorld, type World } from '#test/support/world';
import { type Call, claimsOf } from './gateway-event.ts';
import { callReal, serveWorld } from './real-functions.ts';
import { routeCosts } from './route-costs.ts';

const world: World = await createWorld();
const rows = routeCosts(world);
const operationsThat = (does: (route: Route) => boolean) =>
  (Object.entries(routes) as [Operation, Route][]).filter(([, route]) => does(route)).map(([operation]) => operation);

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(world.now()) });
  await foundOrganization(world);
  await serveWorld(world);
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

async function prepared(operation: Operation) {
  const { by, call, before } = rows[operation];
  return { by, call: (await before?.()) ?? call ?? {} };
}

/** Routes whose example changes nothing, because it is so already. */
const alreadySo: readonly Operation[] = ['consent', 'signUpForDirectoryRoles'];

describe('a dry run of', () => {
  it.each(operationsThat(takesDryRun))(
    '%s tells what the real call does then, and changes nothing',
    async (operation) => {
      const { by, call } = await prepared(operation);
      const before = await world.exportTable();

      const key = { 'idempotency-key': `dry-${operation}` };
      const query = { ...call.query, dryRun: 'true' };
      const tried = await callReal(
        operation,
        by,
        { ...call, query, headers: { ...call.headers, ...key } },
        world.now(),
      );

      expect(tried.status, tried.text).toBe(200);
      expect(tried.body).toMatchObject({ violations: [], warnings: expect.any(Array), ends: expect.any(Array) });
      expect(await world.exportTable()).toEqual(before);
      if (!alreadySo.includes(operation)) expect(tried.body.changes).not.toEqual([]);

      const done = await callReal(operation, by, { ...call, headers: { ...call.headers, ...key } }, world.now());
      expect(done.status, done.text).toBeLessThan(300);
      if (!alreadySo.includes(operation)) expect(await world.exportTable()).not.toEqual(before);
    },
  );
});

const asMallory = { items: [{ roleId: EXCHANGE }], justification: 'Mail queue is stuck' };
const tooLong = { items: [{ roleId: EXCHANGE, durationMinutes: 9999 }] };

describe('what says no', () => {
  const ask = (by: string, body: object, call: Call = {}, now = world.now()) =>
    callReal('activate', by, { ...call, body }, now);

  it('is told as violations when it is a rule, with 200', async () => {
    const { status, body } = await ask('ada', { ...tooLong, dryRun: true });

    expect(status).toBe(200);
    expect(body).toMatchObject({ changes: [], results: [{ outcome: 'refused', problem: { status: 422 } }] });
    const codes = Object(body.violations).map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['duration_too_long', 'justification_required']));
  });

  it('is told with the fields of the challenge when it is a missing second factor (RFC 9470)', async () => {
    const claims = claimsOf('ada', { iss: ISSUER });

    const { status, body } = await ask('ada', tooLong, { claims, query: { dryRun: 'true' } });

    const challenge = { error: 'insufficient_user_authentication', acr_values: 'urn:lapse:mfa' };
    expect(status).toBe(200);
    expect(body.violations).toContainEqual(expect.objectContaining({ code: 'mfa_required', challenge }));
  });

  it('is told so of a conflict, too, and names no other kind', async () => {
    const role = { id: 'twice', displayName: 'Twice' };
    await callReal('createRole', 'grace', { body: role }, world.now());

    const { status, body } = await callReal('createRole', 'grace', { body: { ...role, dryRun: true } }, world.now());

    const violations = [{ rule: 'request', code: 'role_exists', message: expect.any(String) }];
    expect([status, body]).toEqual([200, { changes: [], violations, warnings: [], ends: [] }]);
  });

  it('of an activation says in its result who may not at all', async () => {
    const { status, body } = await ask('mallory', { ...asMallory, dryRun: true });

    expect([status, body]).toMatchObject([
      200,
      { results: [{ outcome: 'refused', problem: { code: 'not_eligible' } }] },
    ]);
  });

  it.each([
    ['who is no administrator', 'createRole', 'ada', { body: { displayName: 'Mine' } }, 403],
    ['what is not there', 'changeRole', 'grace', { path: { id: 'no-role' }, body: {} }, 404],
    ['what is not valid', 'changeRole', 'grace', { path: { id: EXCHANGE }, body: { enabled: 'no' } }, 400],
  ] as const)('is answered as without the dry run: %s', async (_, operation, by, call, expected) => {
    const real = await callReal(operation, by, call, world.now());
    const tried = await callReal(operation, by, { ...call, query: { dryRun: 'true' } }, world.now());

    expect([tried.status, tried.text]).toEqual([expected, real.text]);
  });

  it.each(['yes', '1', 'true,true', ''])('is that `dryRun` is %j: 400', async (dryRun) => {
    const { status, body } = await ask('ada', tooLong, { query: { dryRun } });

    expect([status, body.violations]).toEqual([400, [expect.objectContaining({ rule: 'dryRun' })]]);
  });

  it('is what would end: everything that runs under it', async () => {
    const { call } = await prepared('deactivateActivation');
    const running = await world.activations.find(call.path?.id ?? '');
    const path = { id: running?.roleId ?? '' };

    const disabling = { path, body: { enabled: false }, query: { dryRun: 'true' } };
    const { body } = await callReal('changeRole', 'grace', disabling, world.now());

    expect(body.changes).toEqual([{ kind: 'role', ...path, field: 'enabled', from: true, to: false }]);
    expect(body.ends).toEqual([
      {
        activationId: running?.id,
        requester: { id: ada.id, displayName: ada.displayName },
        roleId: path.id,
        resourceId: '/',
        status: 'active',
      },
    ]);
  });
});

describe('If-None-Match', () => {
  it.each(['listMyRoles', 'listApprovals', 'listRoles'] as const)(
    'answers %s with 304 until it changes',
    async (read) => {
      const first = await callReal(read, 'alan', {}, world.now());
      const headers = { 'if-none-match': `W/${first.headers.etag}` };

      const again = await callReal(read, 'alan', { headers }, world.now());
      const other = await callReal(read, 'alan', { headers: { 'if-none-match': '"another"' } }, world.now());

      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', first.headers.etag]);
      expect([other.status, other.text]).toEqual([200, first.text]);
    },
  );
});

describe('If-Match of an older version', () => {
  it.each(operationsThat(honoursIfMatch))(
    'refuses %s with 412, in a dry run, too, and changes nothing',
    async (operation) => {
      const { by, call } = await prepared(operation);
      const before = await world.exportTable();
      const stale = { ...call, headers: { ...call.headers, 'if-match': '"999"' } };

      const refused = await callReal(operation, by, stale, world.now());
      const tried = await callReal(operation, by, { ...stale, query: { ...call.query, dryRun: 'true' } }, world.now());

      expect([refused.status, refused.body.code]).toEqual([412, 'version_outdated']);
      expect([tried.status, tried.body.code]).toEqual([412, 'version_outdated']);
      expect(await world.exportTable()).toEqual(before);
    },
  );

  it.each(operationsThat(honoursIfMatch))('lets %s through when it is the newest', async (operation) => {
    const { by, call } = await prepared(operation);
    const read = Object.entries<Route>(routes).find(
      ([, { method, path }]) => method === 'GET' && path === routes[operation].path,
    );
    const shown = await callReal(
      (read?.[0] ?? '') as Operation,
      by,
      { path: call.path ?? {}, query: call.query ?? {} },
      world.now(),
    );

    const done = await callReal(
      operation,
      by,
      { ...call, headers: { 'if-match': String(shown.headers.etag) } },
      world.now(),
    );

    expect(shown.headers.etag).toMatch(/^"\d+(\.[\w-]{16})?"$/);
    expect(done.status, done.text).toBeLessThan(300);
  });
});
