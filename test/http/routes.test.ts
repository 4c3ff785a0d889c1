import { describe, expect, it, vi } from 'vitest';
import { type ApiFunction, apiFunctions, type Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { administrationRoutes } from '#shared/http/routes/administration';
import { approvalRoutes } from '#shared/http/routes/approvals';
import { decisionLinkRoutes } from '#shared/http/routes/decision-links';
import { documentationRoutes } from '#shared/http/routes/documentation';
import { evaluationRoutes } from '#shared/http/routes/evaluation';
import { importRoutes } from '#shared/http/routes/imports';
import { reportRoutes } from '#shared/http/routes/reports';
import { selfServiceRoutes } from '#shared/http/routes/self-service';
import { useWorlds } from '#test/support/use-worlds';
import { callAs, serveWorld } from './real-functions.ts';

const open = useWorlds();
const operations = Object.keys(routes) as Operation[];
const tables: Readonly<Record<ApiFunction, Readonly<Partial<Record<Operation, Route>>>>> = {
  'self-service': selfServiceRoutes,
  approvals: approvalRoutes,
  'decision-links': decisionLinkRoutes,
  administration: administrationRoutes,
  reports: reportRoutes,
  imports: importRoutes,
  evaluation: evaluationRoutes,
  documentation: documentationRoutes,
};

describe.each(apiFunctions)('the function %s', (name) => {
  const own = operations.filter((operation) => routes[operation].function === name);

  it('has in its table its own routes, each the one of the list, and no other', () => {
    expect(Object.keys(tables[name]).sort()).toEqual([...own].sort());
    for (const operation of own) expect(tables[name][operation]).toBe(routes[operation]);
  });

  it('serves exactly these', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await serveWorld(await open());

    const served: Operation[] = [];
    for (const operation of operations) if ((await callAs(name, operation)).status !== 500) served.push(operation);

    expect(served).toEqual(own);
  });
});

describe('the list of routes', () => {
  it('says what body each change takes, and gives GET none', () => {
    const shapes = Object.entries<Route>(routes).map(([operation, { method, body }]) => [
      operation,
      ['POST', 'PUT', 'PATCH'].includes(method),
      body !== undefined,
    ]);

    expect(shapes.filter(([, isChange, hasBody]) => isChange !== hasBody)).toEqual([]);
  });

  it('keeps answers of those who are known only, so that a retry of one is never answered as another', () => {
    const kept = Object.entries<Route>(routes).filter(([, { idempotent }]) => idempotent === true);

    expect(kept).not.toEqual([]);
    for (const [, { method, relation }] of kept)
      expect([
        method,
        ['principal', 'reader', 'administrator', 'administrator_or_approver'].includes(relation),
      ]).toEqual(['POST', true]);
  });

  it('has each method and path once', () => {
    const keys = Object.values<Route>(routes).map(({ method, path }) => `${method} ${path}`);

    expect(new Set(keys).size).toBe(keys.length);
  });
});
