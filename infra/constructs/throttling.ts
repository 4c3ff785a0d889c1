import { type Route, routeKey } from '#shared/http/route';

/** Requests a second on the average, and at once. */
interface Limit {
  readonly rate: number;
  readonly burst: number;
}

/** Where nothing else is said: reading, by somebody who has signed in. */
export const EVERYBODY: Limit = { rate: 100, burst: 200 };
/** Applications ask at each of their own requests, and refuse everybody when they get no answer. */
const EVALUATION: Limit = { rate: 500, burst: 1_000 };
/** Creating and changing: what people do by hand, and each writes audit that is kept for years. */
const CHANGES: Limit = { rate: 25, burst: 50 };
/** Lists that can be searched: by hand, or page by page; nobody is to try out all names there are. */
const SEARCHES: Limit = { rate: 10, burst: 20 };
/** Nobody has signed in: pages, for people, that are small and never change. */
const PAGES: Limit = { rate: 20, burst: 40 };
/** A guess at a code, or a yes to a privileged role: a person decides now and then, a script all the time. */
const DECISIONS: Limit = { rate: 10, burst: 20 };

/** How often a route may be called by all together; the answer to more is 429, before any function runs. */
export function limitOf({ relation, method, path, query }: Route): Limit {
  if (relation === 'workload') return EVALUATION;
  if (relation === 'link' || (method === 'POST' && /\/decisions?$/.test(path))) return DECISIONS;
  if (relation === 'public') return PAGES;
  if (query && 'entries' in query && 'q' in Object(query.entries)) return SEARCHES;
  return method === 'GET' ? EVERYBODY : CHANGES;
}

/** The limits of those routes that do not have the default, as a stage takes them. */
export function routeSettings(routes: readonly Route[]): Record<string, object> {
  const limited = routes.filter((route) => limitOf(route) !== EVERYBODY);
  return Object.fromEntries(
    limited.map((route) => {
      const { rate, burst } = limitOf(route);
      return [routeKey(route), { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }];
    }),
  );
}
