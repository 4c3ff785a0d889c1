import { describe, expect, it } from 'vitest';
import type { Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';

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
      expect([method, ['principal', 'reader', 'administrator'].includes(relation)]).toEqual(['POST', true]);
  });

  it('has each method and path once', () => {
    const keys = Object.values<Route>(routes).map(({ method, path }) => `${method} ${path}`);

    expect(new Set(keys).size).toBe(keys.length);
  });
});
