import { decodeJwt } from 'jose';
import type { Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import { mutate } from './hostile.ts';
import { Known, type KnownValues } from './known-values.ts';
import type { Plan } from './plan.ts';

/** A request as it goes out. */
export interface Prepared {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whose decision link it carries. */
  readonly linkOf?: string;
}

/** Makes a plan a request: names what the organization holds by now, and spoils the body as planned. */
export function prepare(plan: Plan, known: KnownValues, origin: string, token: string | undefined): Prepared {
  const { path: pattern, relation }: Route = routes[plan.operation];
  const text = (value: unknown) => (value instanceof Known ? known.resolve(value) : String(value));
  const path = pattern.replace('{id}', () => encodeURIComponent(text(plan.pathId).toWellFormed()));
  const query = String(new URLSearchParams(plan.query.map(([name, value]): [string, string] => [name, text(value)])));
  const body = bodyOf(plan, known);
  const { origin: from, ...headers } = plan.headers;
  const linkOf = relation === 'link' ? holderOf(body) : undefined;
  return {
    method: plan.method,
    path: query === '' ? path : `${path}?${query}`,
    headers: {
      ...headers,
      ...(from === undefined ? {} : { origin: from === 'own' ? origin : from }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined || ['GET', 'HEAD'].includes(plan.method) ? {} : { body }),
    ...(linkOf === undefined ? {} : { linkOf }),
  };
}

function bodyOf({ body, mutation, rawBody }: Plan, known: KnownValues): string | undefined {
  if (rawBody !== undefined) return rawBody;
  if (body === undefined) return undefined;
  const resolved = resolve(body, known);
  return JSON.stringify(mutation ? mutate(resolved, mutation) : resolved);
}

function resolve(value: unknown, known: KnownValues): unknown {
  if (value instanceof Known) return known.resolve(value);
  if (Array.isArray(value)) return value.map((one) => resolve(one, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, resolve(inner, known)]));
}

function holderOf(body: string | undefined): string | undefined {
  try {
    return decodeJwt(String(Object(JSON.parse(body ?? '')).token)).sub;
  } catch {
    return undefined;
  }
}
