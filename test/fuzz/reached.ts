import { createRouteTable } from '#infra/local/http-api/route-table';
import { type Route, routeKey } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import type { Prepared } from './prepare.ts';

const match = createRouteTable(
  Object.entries<Route>(routes).map(([operation, route]) => ({
    key: routeKey(route),
    functionArn: operation,
    timeout: 0,
  })),
);

/** The operation a request ends at, which with another method is another than the one it was made for, or none. */
export function operationAt({ method, path }: Prepared): Operation | undefined {
  const { pathname } = new URL(path, 'https://lapse.example');
  return match(method, pathname)?.route.functionArn as Operation | undefined;
}
