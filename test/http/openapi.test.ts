import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { answers, exported, namedAnswers, pages } from '#shared/http/answers';
import { openApiDocument } from '#shared/http/openapi';
import { inputSchema } from '#shared/http/openapi/json-schema';
import { summaries } from '#shared/http/openapi/summaries';
import { parseFields } from '#shared/http/request';
import type { Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import { LinkDecisionBody } from '#shared/http/schemas';

const document = openApiDocument('https://lapse.example', '2026-12-01T09:00:00.000Z');
const all = Object.entries<Route>(routes);
const operationOf = ({ method, path }: Route) =>
  document.paths[path]?.[method === 'ANY' ? 'get' : method.toLowerCase()];

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));

    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(document.openapi).toBe('3.1.1');
  });

  it('has the routes of the route table and no other', () => {
    const documented = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const ids = documented.map(({ operationId }) => operationId);

    expect(ids.filter((id) => !id.endsWith('Head')).sort()).toEqual(Object.keys(routes).sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(all)('says in a line what %s does, and what it answers', (operation, route) => {
    expect(summaries[operation]).toMatch(/^.{10,250}[.)]$/);
    expect(Object.keys(answers[operation] ?? {}).filter((status) => /^2\d\d$/.test(status))).not.toEqual([]);
    expect(operationOf(route)?.summary).toBe(summaries[operation]);
  });

  it('describes no route that is not there', () => {
    const known = Object.keys(routes);

    for (const described of [Object.keys(summaries), Object.keys(answers), pages, exported])
      expect(described.filter((operation) => !known.includes(operation))).toEqual([]);
  });

  it.each(all)('asks for a token exactly where %s does', (_, route) => {
    const isOpen = route.relation === 'public' || route.relation === 'link';

    expect(operationOf(route)?.security).toEqual(isOpen ? [] : [{ token: [] }]);
  });

  it.each(all.filter(([, { body }]) => body))('gives for %s an example the route takes', (_, route) => {
    const example = operationOf(route)?.requestBody?.content['application/json'].example;

    expect(() => parseFields(route.body ?? LinkDecisionBody, example)).not.toThrow();
  });

  it.each(all)('names the parameters of %s', (_, route) => {
    const names = operationOf(route)?.parameters.map((parameter) => `${parameter.in} ${parameter.name}`) ?? [];
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`);
    const inQuery = Object.keys((route.query && inputSchema(route.query).properties) ?? {}).map(
      (name) => `query ${name}`,
    );

    expect(names).toEqual(expect.arrayContaining([...inPath, ...inQuery]));
    expect(names.includes('header Idempotency-Key')).toBe(route.idempotent !== undefined);
  });

  it('tells what items of a list are, which stand behind their count', () => {
    const body = document.paths['/v1/activations']?.post?.requestBody?.content['application/json'].schema;

    expect(body?.properties?.items).toMatchObject({
      minItems: 1,
      maxItems: 20,
      items: { properties: { roleId: { $ref: '#/components/schemas/Id' } }, required: ['roleId'] },
    });
  });

  it('tells in words what JSON Schema cannot say', () => {
    expect(inputSchema(LinkDecisionBody).properties?.matchCode).toMatchObject({
      maxLength: 16,
      description: expect.stringContaining('must not hold control characters'),
    });
    const query = document.paths['/v1/audit']?.get?.parameters ?? [];
    expect(query.find(({ name }) => name === 'from')?.schema).toMatchObject({ format: 'date-time' });
    expect(query.find(({ name }) => name === 'limit')?.schema).toMatchObject({ description: expect.anything() });
  });

  it('pages every listing but that of my own roles, which come in one call (ACT-1)', () => {
    const listings = all.filter(([, route]) => {
      const answer = operationOf(route)?.responses[200]?.content['application/json']?.schema;
      return answer?.properties?.items !== undefined;
    });
    const unpaged = listings.filter(([, route]) => {
      const names = operationOf(route)?.parameters.map(({ name }) => name) ?? [];
      return !names.includes('limit') || !names.includes('cursor');
    });

    expect(listings.length).toBeGreaterThan(4);
    expect(unpaged.map(([operation]) => operation)).toEqual(['listMyRoles']);
  });

  it('refers to named schemas, each of which is there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);

    expect(new Set(references)).toEqual(
      new Set(Object.keys(namedAnswers).map((name) => `#/components/schemas/${name}`)),
    );
  });

  it('has both bodies where API Gateway may answer before the function', () => {
    const { responses } = document.paths['/v1/me']?.get ?? {};

    expect(Object.keys(responses?.[401]?.content ?? {})).toEqual(['application/problem+json', 'application/json']);
    expect(Object.keys(responses?.[400]?.content ?? {})).toEqual(['application/problem+json']);
    expect(Object.keys(responses ?? {})).not.toContain('409');
  });

  it('offers exports as CSV and JSON lines', () => {
    expect(Object.keys(document.paths['/v1/audit']?.get?.responses[200]?.content ?? {})).toEqual([
      'application/json',
      'text/csv',
      'application/x-ndjson',
    ]);
  });
});
