import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { apiFunctions, type Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { foundOrganization } from '#test/support/found-organization';
import { createWorld, type World } from '#test/support/world';
import type { Row } from './cost-row.ts';
import { callReal, requestsOf, serveWorld } from './real-functions.ts';
import { question, routeCosts } from './route-costs.ts';

const world: World = await createWorld();
const rows = routeCosts(world);

/** A function that has seen the consent once does not look again. */
const asksForConsent: readonly Route['relation'][] = ['principal', 'reader', 'administrator'];
const oneOfEachFunction = apiFunctions.flatMap((name) => {
  const own = Object.entries<Route>(routes).filter(([, route]) => route.function === name);
  const asking = own.filter(([, { relation }]) => asksForConsent.includes(relation));
  // Of something that is not there: nothing happens.
  const found = asking.find(([, { path }]) => path.includes('{id}')) ?? asking[0];
  return found ? [found[0] as Operation] : [];
});

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(world.now()) });
  await foundOrganization(world);
  await serveWorld(world);
  for (const operation of ['getMe', 'evaluate'] as const)
    for (const by of ['ada', 'grace', 'alan', 'margaret', 'robot'])
      await callReal(operation, by, { body: operation === 'evaluate' ? question : undefined }, world.now());
  for (const operation of oneOfEachFunction) await callReal(operation, 'grace', { path: { id: 'none' } }, world.now());
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

describe('what a route asks of the table', () => {
  it.each(Object.entries(rows) as [Operation, Row][])('%s', async (operation, { by, call, before, requests: most }) => {
    const prepared = (await before?.()) ?? call ?? {};

    const { result, requests } = await requestsOf(() => callReal(operation, by, prepared, world.now()));

    expect(result.status, result.text).toBeLessThan(300);
    expect(requests).toBe(most);
  });

  it('stays small for a thousand evaluations, because each thing is read once', async () => {
    const evaluations = Array.from({ length: 1000 }, (_, at) => ({
      subject: { type: 'user', id: ['prn_ada', 'prn_alan', 'prn_grace', 'prn_margaret'][at % 4] },
      resource: { type: 'role', id: `role-${at % 150}`, properties: { resourceId: ['/', 'res_1'][at % 2] } },
    }));
    const call = { body: { action: { name: 'use' }, evaluations } };

    const { result, requests } = await requestsOf(() => callReal('evaluateSeveral', 'robot', call, world.now()));

    expect(result.body.evaluations).toHaveLength(1000);
    expect(requests).toBe('2 BatchGetItem, 3 GetItem, 6 Query');
  });

  it.each([
    ['listPrincipals', { q: 'ad' }, '1 BatchGetItem, 5 Query'],
    ['listPrincipals', { email: 'ada@example.test' }, '1 BatchGetItem, 2 Query'],
    ['listRoles', { q: 'exchange' }, '1 BatchGetItem, 3 Query'],
    ['listResources', { q: 'prod' }, '1 BatchGetItem, 3 Query'],
  ] as const)('stays small for a search: %s by %o', async (operation, query, most) => {
    const search = () => callReal(operation, 'alan', { query }, world.now());
    // Where catching up has come to is asked once.
    await search();

    expect((await requestsOf(search)).requests).toBe(most);
  });

  it('is known of every route', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(routes).sort());
  });
});
