import { honoursIfMatch, type Route, takesDryRun } from '../route.ts';

const withBody = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What API Gateway answers before any function runs has its own body, `{ message }`, at these. */
export const gatewayStatuses: readonly number[] = [401, 403, 413, 429, 500, 503];

/** Refusals a route may answer, besides what it answers when all goes well, and what each means. */
export function refusalStatuses(route: Route): ReadonlyMap<number, string> {
  const { method, path, relation, body } = route;
  const isQuestion = relation === 'workload';
  const isOpen = relation === 'public';
  const changes = withBody.some((one) => one === method);
  const statuses: [number, string, boolean][] = [
    [400, 'The request is not valid; the fields are named.', true],
    [
      401,
      'No valid token, or a second factor is needed: the challenge stands in WWW-Authenticate (RFC 9470).',
      !isOpen,
    ],
    [403, 'Not allowed, or nobody has consented yet.', !isOpen],
    [404, 'There is no such thing, or the caller may not see it.', path.includes('{') || (changes && !isQuestion)],
    [405, 'This page can only be looked at.', method === 'ANY'],
    [409, 'A conflict with what is there; its id is named.', changes && !isQuestion],
    [412, 'Not the newest version: read it again.', honoursIfMatch(route)],
    [413, 'The body is larger than 64 KB, or 512 KB where many things come in one call.', true],
    [
      415,
      'The body is of a type the route does not take.',
      (body !== undefined || takesDryRun(route)) && !route.authZen,
    ],
    [422, 'A rule is broken; each one is named with its limit.', changes && !isQuestion],
    [429, 'Too many requests at once.', true],
    [500, 'Something went wrong on our side.', true],
    [503, 'Something Lapse needs is not available; try again.', true],
  ];
  return new Map(statuses.filter(([, , applies]) => applies).map(([status, meaning]) => [status, meaning]));
}
