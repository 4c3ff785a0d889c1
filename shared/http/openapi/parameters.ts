import { honoursIfMatch, PATH_LIMIT, type Route, takesDryRun } from '../route.ts';
import type { OperationObject, Parameter } from './document.ts';
import { pathExample } from './examples.ts';
import { inputSchema } from './json-schema.ts';

const DRY_RUN = 'Tells what would change and what says no, and changes nothing.';

/** What a route takes in its body; of those that change something also `dryRun`. */
export function requestBodyOf(
  body: NonNullable<Route['body']>,
  route: Route,
  example: unknown,
): NonNullable<OperationObject['requestBody']> {
  const schema = inputSchema(body);
  const required = !('default' in schema);
  const { properties = {} } = schema;
  const dryRun = { type: 'boolean' as const, description: DRY_RUN };
  const taken = takesDryRun(route) ? { ...schema, properties: { ...properties, dryRun } } : schema;
  const text = { schema: { type: 'string' as const } };
  const lines = route.takesLines ? { 'text/csv': text, 'application/x-ndjson': text } : {};
  return { required, content: { 'application/json': { schema: taken, example }, ...lines } };
}

/** What a route takes in its path, its query and its headers. */
export function parametersOf(route: Route): Parameter[] {
  const { path, query, idempotent, method, pathLimit = PATH_LIMIT } = route;
  const example = pathExample(route);
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): Parameter => {
    const schema = { type: 'string' as const, maxLength: pathLimit };
    return { name, in: 'path', required: true, schema, ...(example === undefined ? {} : { example }) };
  });
  const { properties = {}, required = [] } = query ? inputSchema(query) : {};
  const asked = Object.entries(properties).flatMap(([name, schema]): Parameter[] =>
    typeof schema === 'object' ? [{ name, in: 'query', required: required.includes(name), schema }] : [],
  );
  return [
    ...named,
    ...asked,
    ...(takesDryRun(route) ? [dryRunParameter] : []),
    ...(idempotent
      ? [header('Idempotency-Key', '1 to 100 printable characters; a retry gets the first answer again.')]
      : []),
    ...(honoursIfMatch(route) ? [header('If-Match', ifMatch(route))] : []),
    // The ETag of settings is their version alone, which PUT demands: it says nothing of names in them.
    ...(method === 'GET' && path.startsWith('/v1/') && !path.endsWith('/settings')
      ? [header('If-None-Match', 'The ETag of an answer you have; 304 when it would be the same.')]
      : []),
  ];
}

const dryRunParameter: Parameter = {
  name: 'dryRun',
  in: 'query',
  required: false,
  description: DRY_RUN,
  schema: { type: 'string', enum: ['true', 'false'] },
};

function ifMatch({ method, path }: Route): string {
  const what = 'The ETag that was read; when there is a newer version the answer is 412.';
  const isDemanded = method === 'PUT' || (method === 'DELETE' && path.endsWith('/settings'));
  return isDemanded ? `${what} Only a dry run goes without.` : what;
}

function header(name: string, description: string): Parameter {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}
