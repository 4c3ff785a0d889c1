import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Route, routeKey } from '#shared/http/route';
import { type OperationOf, routes } from '#shared/http/routes';
import { foundOrganization } from '#test/support/found-organization';
import { createWorld, type World } from '#test/support/world';
import { administrationCosts } from './administration-costs.ts';
import type { Row } from './cost-row.ts';
import { callReal, serveWorld } from './real-functions.ts';

const world: World = await createWorld();
const rows = Object.entries(administrationCosts(world)) as [OperationOf<'administration'>, Row][];
const kept = rows.filter(([operation]) => isKept(routes[operation]));

function isKept({ idempotent }: Route): boolean {
  return idempotent === true;
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(world.now()) });
  await foundOrganization(world);
  await serveWorld(world);
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

describe('a retry with the same Idempotency-Key, answered by the function as it is deployed', () => {
  it.each(kept)('of %s gets the first answer again and changes nothing', async (operation, { by, call, before }) => {
    const { headers, ...prepared } = (await before?.()) ?? call ?? {};
    const once = { ...prepared, headers: { ...headers, 'idempotency-key': 'key-1' } };

    const first = await callReal(operation, by, once, world.now());
    const written = await world.exportTable();
    const again = await callReal(operation, by, once, world.now());

    expect(first.status, first.text).toBeLessThan(300);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(await world.exportTable()).toEqual(written);
  });

  it('is there for everything that makes something, decides or ends', () => {
    expect(kept.map(([operation]) => routeKey(routes[operation])).sort()).toEqual([
      'POST /v1/activations/{id}/review',
      'POST /v1/activations/{id}/revoke',
      'POST /v1/assignments',
      'POST /v1/assignments/{id}/extension',
      'POST /v1/assignments/{id}/make-active',
      'POST /v1/assignments/{id}/make-eligible',
      'POST /v1/extensions/{id}/decision',
      'POST /v1/principals',
      'POST /v1/principals/{id}/invitation',
      'POST /v1/resources',
      'POST /v1/roles',
    ]);
  });
});
