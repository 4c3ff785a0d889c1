import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Refusal } from '#shared/domain/refusal';
import type { Expectation } from '#shared/use-cases/expectation';
import type { Answer } from './problems.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Entity tags (RFC 9110, 8.8.3). That of a single thing begins with its revision, `"3.Zm9v"`: what follows is a hash of the
 * answer, for `If-None-Match`; `If-Match` looks at the revision alone, because a name elsewhere or the time of day may
 * change what is shown without changing the thing.
 */
const HASH_CHARACTERS = 16;
const TAG = /(?<weak>W\/)?"(?<tag>[^"]*)"|(?<bare>[^\s,"]+)/g;

/** What `If-Match` demands of what is there; nothing without the header. */
export function expectationOf(headers: Headers): Expectation {
  const given = headers['if-match'];
  if (given === undefined) return () => {};
  const expected = tagsIn(given).map((tag) => tag.split('.')[0]);
  return ({ revision }) => {
    if (!expected.includes('*') && !expected.includes(String(revision))) throw new Refusal('version_outdated');
  };
}

/**
 * An answer with its entity tag; 304 without a body when the caller has it already. Any JSON a GET of the API answers has a
 * tag, so that whoever looks again and again reads again only what is new.
 */
export function tagged(answer: Answer, { headers, requestContext, rawPath }: APIGatewayProxyEventV2): Answer {
  const { status, body, revision } = answer;
  const own = revision === undefined ? {} : { etag: `"${revision}"` };
  const isRead = requestContext.http.method === 'GET' && rawPath.startsWith('/v1/');
  if (!isRead || status !== 200 || typeof body !== 'object' || answer.headers?.etag !== undefined)
    return { ...answer, headers: { ...own, ...answer.headers } };
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, HASH_CHARACTERS);
  const etag = revision === undefined ? `"${hash}"` : `"${revision}.${hash}"`;
  if (hasAlready(headers, etag)) return { status: 304, headers: { etag } };
  return { ...answer, headers: { etag, ...answer.headers } };
}

/** `If-None-Match` compares weakly (RFC 9110, 13.1.2). */
function hasAlready(headers: Headers, tag: string): boolean {
  const given = headers['if-none-match'];
  return given !== undefined && [...given.matchAll(TAG)].some(({ groups }) => `"${groups?.tag}"` === tag);
}

/** Strong tags, and bare ones, which some clients send; a weak one never matches (RFC 9110, 13.1.1). */
function tagsIn(header: string): string[] {
  return [...header.matchAll(TAG)].flatMap(({ groups }) => (groups?.weak ? [] : [groups?.tag ?? groups?.bare ?? '']));
}
