import fc from 'fast-check';
import { openApiDocument } from '#shared/http/openapi';
import type { OperationObject } from '#shared/http/openapi/document';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { idOf, valueFor } from './body-arbitrary.ts';
import { type CallerName, callerNames } from './callers.ts';
import { goodPlans } from './good-plans.ts';
import { type Mutation, mutations, shortHostileTexts } from './hostile.ts';
import type { Kind } from './known-values.ts';

/** One request before it is known what the organization holds: the same seed makes the same plans. */
export interface Plan {
  readonly operation: Operation;
  readonly caller: CallerName;
  readonly method: string;
  readonly pathId: unknown;
  readonly query: readonly (readonly [string, unknown])[];
  readonly body: unknown;
  readonly mutation: Mutation | undefined;
  /** Sent instead of the body, as it stands. */
  readonly rawBody: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const document = openApiDocument('https://lapse.example', '2026-12-01T09:00:00.000Z');

/** Sent instead of a body. */
const rawBodies = [
  '',
  '{',
  'null',
  '[]',
  '""',
  '7',
  '{"items":',
  '\u0000',
  '[{}]',
  'a=b&c=d',
  '{"a":1}{"b":2}',
  `{"a":"${'x'.repeat(70_000)}"}`,
  '['.repeat(20_000),
];

const pathKinds: Readonly<Record<string, Kind>> = {
  activations: 'activation',
  roles: 'role',
  resources: 'resource',
  principals: 'principal',
  assignments: 'assignment',
  extensions: 'extension',
};

/** What has the most ways to go wrong comes more often. */
const busy: Readonly<Partial<Record<Operation, number>>> = {
  activate: 6,
  decide: 3,
  decideByLink: 3,
  cancelActivation: 2,
  deactivateActivation: 2,
  extendActivation: 3,
  createAssignments: 3,
  requestExtension: 2,
};

const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq });

function planOf(operation: Operation, route: Route): fc.Arbitrary<Plan> {
  const { method, path } = route;
  const object = document.paths[path]?.[method === 'ANY' ? 'get' : method.toLowerCase()];
  if (!object) throw new Error(`${method} ${path} is not in the document.`);
  const body = object.requestBody?.content['application/json'].schema;
  const others = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST'];
  return fc.record({
    operation: fc.constant(operation),
    caller: callersOf(route),
    method: fc.oneof(
      { weight: 30, arbitrary: fc.constant(method === 'ANY' ? 'GET' : method) },
      { weight: 1, arbitrary: fc.constantFrom(...others) },
    ),
    pathId: pathId(path),
    query: queryOf(object),
    body: body ? valueFor(body) : fc.constant(undefined),
    mutation: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: mutations }),
    rawBody: fc.oneof(
      { weight: 40, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...rawBodies) },
    ),
    headers: headersOf(object),
  });
}

/** Anybody, but often enough somebody who gets past the first door. */
function callersOf({ relation }: Route): fc.Arbitrary<CallerName> {
  const anybody = fc.constantFrom(...callerNames);
  const insider: CallerName = relation === 'workload' ? 'mailbox-admin-center' : 'grace';
  const isClosed = ['workload', 'administrator', 'reader'].includes(relation);
  return isClosed ? fc.oneof(anybody, fc.constant(insider)) : anybody;
}

function pathId(path: string): fc.Arbitrary<unknown> {
  if (!path.includes('{')) return fc.constant(undefined);
  const kind = pathKinds[path.split('/')[2] ?? ''] ?? 'activation';
  return fc.oneof(
    { weight: 14, arbitrary: idOf(kind) },
    { weight: 1, arbitrary: fc.constantFrom(...shortHostileTexts) },
  );
}

function queryOf({ parameters }: OperationObject): fc.Arbitrary<(readonly [string, unknown])[]> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const wanted = known.map(({ name, schema }) =>
    maybe(
      fc
        .oneof(
          { weight: 8, arbitrary: valueFor(schema, name) },
          { weight: 1, arbitrary: fc.constantFrom(...shortHostileTexts) },
        )
        .map((value) => [name, value] as const),
      1,
    ),
  );
  const foreign = fc.oneof(
    { weight: 20, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...['status', 'limit', '__proto__', 'dryRun', 'token'].map((name) => [name, '1'] as const),
      ),
    },
  );
  return fc.tuple(...wanted, foreign).map((given) => given.filter((one) => one !== undefined));
}

const usually = (usual: string | undefined, ...odd: (string | undefined)[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

/** `own` as an origin is that of the stack. */
function headersOf({ requestBody, parameters, security }: OperationObject): fc.Arbitrary<Record<string, string>> {
  const takes = (name: string) => parameters.some((parameter) => parameter.in === 'header' && parameter.name === name);
  const isPage = security.length === 0 && requestBody !== undefined;
  const key = fc.constantFrom('key-1', 'key-2', 'key-3', 'a b', 'k'.repeat(101), '');
  const version = fc.constantFrom('1', '"1"', '"2"', '2', '0', '*', 'W/"1"', '-1', '99999999999999999999', '"', '');
  return fc
    .record({
      'content-type': usually(
        requestBody ? 'application/json' : undefined,
        'text/plain',
        'application/json; charset=utf-8',
        undefined,
        'multipart/form-data',
        'application/x-www-form-urlencoded',
      ),
      'idempotency-key': takes('Idempotency-Key') ? maybe(key, 1) : usually(undefined, 'key-1'),
      'if-match': takes('If-Match') ? maybe(version, 2) : usually(undefined, '"1"'),
      origin: usually(isPage ? 'own' : undefined, 'own', 'https://evil.example', 'null', undefined),
      'sec-fetch-site': usually(undefined, 'cross-site', 'same-origin', 'none'),
      accept: usually(undefined, 'text/csv', 'application/x-ndjson', 'text/html', '*/*;q=0', 'application/json'),
      'x-request-id': usually(undefined, 'r-1', 'x'.repeat(200), '\u00e9'),
    })
    .map((given) =>
      Object.fromEntries(Object.entries(given).filter((one): one is [string, string] => one[1] !== undefined)),
    );
}

/** A good request as it is, or with odd headers or a spoilt body. */
const promising: fc.Arbitrary<Plan> = goodPlans.chain((good) =>
  planOf(good.operation, routes[good.operation]).map((plan) => ({
    ...plan,
    ...good,
    method: routes[good.operation].method,
    pathId: good.pathId,
    query: [],
    rawBody: undefined,
  })),
);

const anything: fc.Arbitrary<Plan> = fc.oneof(
  ...Object.entries<Route>(routes).map(([operation, route]) => ({
    weight: busy[operation as Operation] ?? 1,
    arbitrary: planOf(operation as Operation, route),
  })),
);

/** Any request to any operation by anybody, and among them enough that comes about. */
export const plans: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 3, arbitrary: anything },
  { weight: 2, arbitrary: promising },
);
