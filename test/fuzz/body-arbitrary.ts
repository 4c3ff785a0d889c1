import fc from 'fast-check';
import { openApiDocument } from '#shared/http/openapi';
import type { JsonSchema } from '#shared/http/openapi/json-schema';
import { hostileTexts } from './hostile.ts';
import { type Kind, Known } from './known-values.ts';

const { components } = openApiDocument('https://lapse.example', '2026-12-01T09:00:00.000Z');

/** Fields that name something of the organization, or carry what only its mails hold. */
const kinds: Readonly<Record<string, Kind>> = {
  roleId: 'role',
  resourceId: 'resource',
  parentId: 'resource',
  principalId: 'principal',
  principalIds: 'principal',
  requesterId: 'principal',
  approverId: 'principal',
  actorId: 'principal',
  subjectId: 'principal',
  personId: 'principal',
  members: 'principal',
  addMembers: 'principal',
  removeMembers: 'principal',
  activationId: 'activation',
  cursor: 'cursor',
  token: 'token',
  matchCode: 'matchCode',
  code: 'invitation',
  issuer: 'issuer',
};

const MOST_NTH = 5000;
const MINUTES = [1, 5, 15, 30, 60, 61, 90, 480, 1440, 4320];

/** Mostly of the kind wanted, sometimes of another one, sometimes nothing that is anywhere. */
export function idOf(kind: Kind): fc.Arbitrary<unknown> {
  const nth = fc.nat(MOST_NTH);
  const other = fc.constantFrom<Kind>('role', 'principal', 'resource', 'activation', 'assignment', 'extension');
  return fc.oneof(
    { weight: 16, arbitrary: nth.map((place) => new Known(kind, place)) },
    { weight: 2, arbitrary: fc.tuple(other, nth).map(([wrong, place]) => new Known(wrong, place)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('nothing', 'act_01ARZ3NDEKTSV4RRFFQ69G5FAV', '__proto__', '-', 'a'.repeat(65)),
    },
  );
}

/** Values as a schema of the OpenAPI document asks for them. */
export function valueFor(schema: JsonSchema, field = '', inside = ''): fc.Arbitrary<unknown> {
  if (field === 'id') return ownId(inside);
  const kind = kinds[field];
  if (kind && schema.type !== 'array') return idOf(kind);
  if (schema.$ref)
    return valueFor(components.schemas[schema.$ref.split('/').at(-1) as keyof typeof components.schemas] ?? {}, field);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = (schema.anyOf ?? schema.oneOf ?? []).filter((one): one is JsonSchema => typeof one === 'object');
  if (choices.length > 0) return fc.oneof(...choices.map((one) => valueFor(one, field, inside)));
  if (schema.type === 'object') return objectOf(schema, field);
  if (schema.type === 'array') return arrayOf(schema, field);
  if (field === 'dryRun') return fc.constantFrom(false, false, false, true);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number') return numberOf(schema);
  return textOf(schema, field);
}

/** `id` means another thing in each body: who asks for access, the role asked for, an approver, a new thing's own name. */
function ownId(inside: string): fc.Arbitrary<unknown> {
  if (inside === 'resource') return idOf('role');
  if (inside === 'subject' || inside === 'approvers' || inside === 'principals') return idOf('principal');
  return fc.oneof(
    { weight: 6, arbitrary: fc.nat(100_000).map((number) => `made-${number}`) },
    { weight: 1, arbitrary: idOf('principal') },
    { weight: 1, arbitrary: idOf('role') },
  );
}

function objectOf({ properties = {}, required = [] }: JsonSchema, name: string): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).filter(
    (entry): entry is [string, JsonSchema] => typeof entry[1] === 'object',
  );
  const values = Object.fromEntries(fields.map(([field, schema]) => [field, valueFor(schema, field, name)]));
  return fc.record(values, { requiredKeys: required.filter((field) => field in values) });
}

function arrayOf({ items, minItems = 0, maxItems = 5 }: JsonSchema, field: string): fc.Arbitrary<unknown> {
  const one = typeof items === 'object' && !Array.isArray(items) ? items : {};
  const kind = kinds[field];
  const inner = kind ? idOf(kind) : valueFor(one, one.type === 'object' ? '' : field, field);
  const inName = one.type === 'object' ? objectOf(one, field) : inner;
  return fc.array(inName, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)), size: 'small' });
}

function numberOf({ minimum = 1, maximum = 5000 }: JsonSchema): fc.Arbitrary<number> {
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(...MINUTES.map((minutes) => Math.min(Math.max(minutes, minimum), maximum))),
    },
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1) },
  );
}

const words = fc.constantFrom(
  'Work',
  'Mail queue is stuck',
  'Month end',
  'Ünïcödé – 仕事',
  'INC-1042',
  'Line one\nline two',
);

function textOf({ format, pattern }: JsonSchema, field: string): fc.Arbitrary<unknown> {
  if (format === 'date-time')
    return fc.integer({ min: -20_000, max: 600_000 }).map((minutes) => new Known('instant', minutes));
  if (format === 'email') return fc.constantFrom('a@example.test', 'b.c@example.test', 'not an address');
  if (field === 'limit' || pattern === '^\\d{1,4}$')
    return fc.constantFrom('1', '2', '25', '100', '101', '1000', '0', 'ten');
  if (field === 'numberPattern') return fc.constantFrom('INC-\\d+', '[A-Z]{2,5}-\\d+', '(a+)+$', '(', '^$');
  if (field === 'type') return fc.constantFrom('user', 'role', 'activation.', 'activation.approved', 'Work');
  if (field === 'name') return fc.constantFrom('use', 'use', 'read');
  return fc.oneof({ weight: 9, arbitrary: words }, { weight: 1, arbitrary: fc.constantFrom(...hostileTexts) });
}
