import { exported, pages } from './answers.ts';
import { areaOf } from './openapi/areas.ts';
import type { OpenApiDocument, OperationObject, ResponseObject } from './openapi/document.ts';
import { bodyExamples } from './openapi/examples.ts';
import { goodAnswers } from './openapi/good-answers.ts';
import { namedSchemas, outputSchema } from './openapi/json-schema.ts';
import { parametersOf, requestBodyOf } from './openapi/parameters.ts';
import { relationsInWords } from './openapi/relations.ts';
import { gatewayStatuses, refusalStatuses } from './openapi/statuses.ts';
import { summaries } from './openapi/summaries.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

const about = `Privileged access that lapses. Times are ISO 8601 in UTC, durations are whole minutes. A list takes \`limit\` and \`cursor\`
and answers \`nextCursor\` while there is more.

A refusal is \`application/problem+json\` (RFC 9457) with a \`code\` that never changes. Each of its \`violations\` names the field (\`rule\`),
the \`code\` of what is wrong and, where there is one, the \`limit\`, a number with its \`unit\`.

Every call that changes something takes \`dryRun\`, as \`?dryRun=true\` or in the body. It then answers 200 with what would change, old → new, and
with every rule that says no; nothing is stored and nobody is told.

Every single thing has an \`ETag\`. Send it as \`If-Match\`, and a change is refused (412) when somebody else was faster. With an
\`Idempotency-Key\` a retry within 24 hours gets the first answer again; of two retries at the very same moment the second may be told (409)
that the thing is there already.

History, audit and members come as JSON, JSON lines or CSV: say which by \`Accept\` or by \`format\`. If you use both they have to agree, or the
answer is 400. CSV (RFC 4180) has one fact a column; lists in a cell are joined by \`; \`, and a cell that a spreadsheet would run as a
formula begins with an apostrophe.`;

/**
 * The whole API as OpenAPI 3.1, from the route table and the schemas of bodies, queries and answers.
 *
 * @param now ISO 8601 UTC; examples of what has to lie ahead count from its day
 */
export function openApiDocument(origin: string, now: string): OpenApiDocument {
  const examples: Readonly<Record<string, unknown>> = bodyExamples(`${now.slice(0, 10)}T00:00:00.000Z`);
  const all = Object.entries<Route>(routes);
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const [operation, route] of all) {
    const methods = route.method === 'ANY' ? ['get', 'head'] : [route.method.toLowerCase()];
    for (const method of methods) {
      const id = method === 'head' ? `${operation}Head` : operation;
      paths[route.path] = {
        ...paths[route.path],
        [method]: operationObject(operation, id, route, examples[operation]),
      };
    }
  }
  const areas = new Map(all.map(([, route]) => [areaOf(route).name, areaOf(route)]));
  return {
    openapi: '3.1.1',
    info: { title: 'Lapse', version: '1', description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: origin }],
    tags: [...areas.values()],
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function operationObject(operation: string, operationId: string, route: Route, example: unknown): OperationObject {
  const { relation, scopes = [], body } = route;
  const isOpen = relation === 'public' || relation === 'link';
  const scope = scopes.length === 0 ? '' : ` \`${scopes.join(' ')}\``;
  return {
    operationId,
    tags: [areaOf(route).name],
    summary: summaries[operation] ?? operation,
    description: `For ${relationsInWords[relation]}${scope}.`,
    security: isOpen ? [] : [{ token: [] }],
    parameters: parametersOf(route),
    ...(body ? { requestBody: requestBodyOf(body, route, example) } : {}),
    responses: responsesOf(operation, route),
  };
}

function responsesOf(operation: string, route: Route): Record<string, ResponseObject> {
  const good = goodAnswers(operation, route).map(([status, schema]): [string, ResponseObject] => {
    const types = pages.includes(operation) ? ['text/html'] : ['application/json'];
    const content = Object.fromEntries(types.map((type) => [type, { schema: outputSchema(schema) }]));
    const text = { schema: { type: 'string' as const } };
    const lists = exported.includes(operation) ? { 'text/csv': text, 'application/x-ndjson': text } : {};
    return [status, { description: 'All went well.', content: { ...content, ...lists } }];
  });
  const refused = [...refusalStatuses(route)].map(([status, description]): [string, ResponseObject] => {
    const problem = { 'application/problem+json': { schema: reference('Problem') } };
    const gateway = { 'application/json': { schema: reference('GatewayAnswer') } };
    const content = { ...problem, ...(gatewayStatuses.includes(status) ? gateway : {}) };
    return [String(status), { description, content }];
  });
  return Object.fromEntries([...good, ...unchanged(route), ...refused]);
}

function unchanged({ method, path }: Route): [string, ResponseObject][] {
  const isTagged = method === 'GET' && path.startsWith('/v1/');
  return isTagged ? [['304', { description: 'You have this answer already (If-None-Match).', content: {} }]] : [];
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
