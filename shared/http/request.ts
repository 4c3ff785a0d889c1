import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { Refusal, refusals, type Violation } from '#shared/domain/refusal';
import { type FieldFault, fieldFault, NO_LIST } from './field-fault.ts';
import { NoBody } from './fields.ts';
import { decodeText, readJson } from './json-text.ts';
import { PATH_LIMIT, type Route, takesDryRun } from './route.ts';
import { takeDryRun } from './take-dry-run.ts';

/** The most bytes a body may have (64 KB), unless its route takes more. */
const MOST_BYTES = 64 * 1024;

/** The most faults of a body that are told at once, and the most that is said of a name in it: answers stay small. */
const MOST_VIOLATIONS = 50;
const LONGEST_NAME = 100;

/** Our own origin, and those of other sites whose pages may call the API. */
export interface Origins {
  readonly own: string;
  readonly others: readonly string[];
}

/** A body that is not JSON but lines of something, to be taken apart by whoever serves the route. */
export interface LinesText {
  readonly form: 'csv' | 'jsonl';
  readonly text: string;
}

export interface ParsedRequest {
  readonly body: unknown;
  /** Instead of a body in JSON, where the route takes lines. */
  readonly lines?: LinesText;
  readonly query: unknown;
  readonly path: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
}

/**
 * Reads what a route says it takes, and nothing else.
 *
 * @throws Refusal body_too_large | content_type_unsupported | foreign_origin | invalid_input with every field that is wrong
 */
export function parseRequest(event: APIGatewayProxyEventV2, route: Route, origins: Origins): ParsedRequest {
  const method = event.requestContext.http.method;
  if (method !== 'GET' && method !== 'HEAD') refuseForeignPage(event, route, origins);
  const bytes = bodyBytes(event, route);
  const isEmpty = bytes.byteLength === 0;
  // Without a schema of its own, too: whoever says `dryRun` where nobody reads it would change something.
  const schema = route.body ?? (takesDryRun(route) ? NoBody : undefined);
  const form = isEmpty || !route.takesLines ? undefined : lineForms[typeOf(event)];
  if (!isEmpty && schema) refuseUnlessTaken(event, route, form);
  const given = {
    query: event.queryStringParameters ?? {},
    body: isEmpty || form || !schema ? undefined : readJson(bytes),
  };
  const { dryRun, query, body } = takesDryRun(route) ? takeDryRun(given) : { dryRun: false, ...given };
  return {
    body: schema ? parseFields(schema, body) : undefined,
    query: parseFields(route.query ?? NoQuery, query),
    path: pathOf(event, route),
    dryRun,
    ...(form ? { lines: { form, text: decodeText(bytes) } } : {}),
  };
}

function bodyBytes({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, { mostBytes = MOST_BYTES }: Route) {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > mostBytes)
    throw new Refusal('body_too_large', { detail: `The body is larger than ${mostBytes / 1024} KB.` });
  return bytes;
}

/** Of all charsets JSON is written in UTF-8 alone (RFC 8259, 8.1). */
const CHARSETS = ['utf-8', 'utf8', 'us-ascii'];

/** A patch may call itself what it is (RFC 7396). */
const PATCHES = ['application/json', 'application/merge-patch+json'];

/** Lines of things, where a route takes them. */
const lineForms: Readonly<Record<string, LinesText['form']>> = { 'text/csv': 'csv', 'application/x-ndjson': 'jsonl' };

function typeOf({ headers }: APIGatewayProxyEventV2): string {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  return type.trim();
}

function refuseUnlessTaken(event: APIGatewayProxyEventV2, { authZen, method }: Route, form?: string): void {
  const [, ...parameters] = (event.headers['content-type'] ?? '').toLowerCase().split(';');
  const taken = method === 'PATCH' ? PATCHES : PATCHES.slice(0, 1);
  if (!form && !taken.includes(typeOf(event))) {
    if (authZen) throw new Refusal('invalid_input', { detail: refusals.content_type_unsupported.message });
    throw new Refusal('content_type_unsupported');
  }
  const charsets = parameters.flatMap((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1] ?? []);
  if (!charsets.every((charset) => CHARSETS.includes(charset)))
    throw new Refusal('invalid_input', { detail: 'Bodies are written in UTF-8: send it so, without another charset.' });
}

/** Pages of other sites may not act with somebody's session; routes of decision links take our own page only. */
function refuseForeignPage({ headers }: APIGatewayProxyEventV2, { relation }: Route, { own, others }: Origins): void {
  const { origin } = headers;
  if (relation !== 'link' && (origin === undefined || others.includes(origin))) return;
  if (origin !== own) throw new Refusal('foreign_origin');
  const site = headers['sec-fetch-site'];
  if (relation === 'link' && site !== undefined && site !== 'same-origin') throw new Refusal('foreign_origin');
}

const NoQuery = v.strictObject({});

/** @throws Refusal invalid_input with the fields that are wrong */
export function parseFields<S extends v.GenericSchema>(schema: S, given: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, given, { abortPipeEarly: true });
  const faults = result.success
    ? listsForObjects(given, result.output).map((path): FieldFault => ({ path, message: NO_LIST }))
    : withoutRepeats(result.issues.map(fieldFault));
  if (result.success && faults.length === 0) return result.output;
  const violations = faults.slice(0, MOST_VIOLATIONS).map(({ path, message, ...limit }): Violation => {
    const rule = shortened(path || 'body');
    return { rule, code: 'invalid_input', message: `${rule}: ${message}`, ...limit };
  });
  throw new Refusal('invalid_input', { violations });
}

const withoutRepeats = (faults: readonly FieldFault[]) =>
  faults.filter(
    ({ path, message }, place) => faults.findIndex((one) => one.path === path && one.message === message) === place,
  );

/** To the schema library a list is an object too: one whose fields may all be absent would take an empty list for it. */
function listsForObjects(given: unknown, taken: unknown, path = ''): string[] {
  if (typeof given !== 'object' || typeof taken !== 'object' || given === null || taken === null) return [];
  if (Array.isArray(given) && !Array.isArray(taken)) return [path];
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  return Object.entries(given).flatMap(([field, inner]) =>
    listsForObjects(inner, Reflect.get(taken, field), at(field)),
  );
}

function shortened(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME).toWellFormed()}…` : text;
}

function pathOf({ pathParameters }: APIGatewayProxyEventV2, { pathLimit = PATH_LIMIT }: Route): Record<string, string> {
  const Path = v.record(v.string(), v.pipe(v.string(), v.maxLength(pathLimit)));
  const result = v.safeParse(Path, pathParameters ?? {});
  if (!result.success) throw new Refusal('invalid_input', { detail: 'The path is not valid.' });
  return result.output;
}
