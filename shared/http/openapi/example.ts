import type { JsonSchema } from './json-schema.ts';

/** What stands in examples, by the name of the field. */
const samples: Readonly<Record<string, unknown>> = {
  roleId: 'exchange-administrator',
  resourceId: '/',
  principalId: 'ada',
  principalIds: ['ada'],
  activationId: 'act_01',
  assignmentId: 'asg_01',
  durationMinutes: 60,
  additionalMinutes: 30,
  justification: 'Mail queue is stuck',
  reason: 'No longer needed',
  number: 'INC-1042',
  matchCode: 'CFG7',
  token: 'eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl',
  displayName: 'Exchange Administrator',
  email: 'ada@example.test',
  code: 'K3QX-7M2P-9WRT',
  type: 'user',
  name: 'use',
  id: 'ada',
};

/** The least a caller has to send, or everything at the top where nothing has to be. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  if (schema.$ref) return samples[name] ?? 'id_01';
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (typeof first === 'object') return exampleOf(first, name);
  if (schema.type === 'object') return exampleObject(schema, name);
  if (name in samples) return samples[name];
  if (schema.type === 'array')
    return typeof schema.items === 'object' && !Array.isArray(schema.items)
      ? [exampleOf(schema.items, singular(name))]
      : [];
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  return schema.format === 'date-time' ? '2026-12-01T09:00:00Z' : 'text';
}

function exampleObject({ properties = {}, required = [] }: JsonSchema, name: string): unknown {
  const told = name === 'resource' ? { type: 'role', id: 'exchange-administrator' } : {};
  const shown = Object.entries(properties).filter(([field]) => required.includes(field));
  const fields = shown.flatMap(([field, inner]) =>
    typeof inner === 'object' ? [[field, exampleOf(inner, field)]] : [],
  );
  return { ...Object.fromEntries(fields), ...told };
}

const singular = (name: string) => name.replace(/s$/, '');
