import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Route, routeKey } from '#shared/http/route';
import { routes } from '#shared/http/routes';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const [, chapter = ''] = /^## API\n(.*?)^## /ms.exec(readme) ?? [];

/** `GET, PUT /v1/…` in a cell are two routes. */
function routesOf(cell: string): string[] {
  return [...cell.matchAll(/`((?:[A-Z]+, )*[A-Z]+) (\/[^`]*)`/g)].flatMap(([, methods = '', path]) =>
    methods.split(', ').map((method) => `${method} ${path}`),
  );
}

const told = chapter
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => {
    const [, cell = '', who = ''] = line.split('|').map((text) => text.trim());
    return routesOf(cell).map((route) => `${route}: ${who}`);
  });

describe('the README', () => {
  it('has every route of the API in its table, who may call it, and no other', () => {
    const there = Object.values<Route>(routes).map((route) => `${routeKey(route)}: ${route.relation}`);

    expect(told.sort()).toEqual(there.sort());
  });

  it('is short enough to be read', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(220);
  });
});
