import { type Html, html } from '#shared/mail/html';
import type { JsonSchema } from '../openapi/json-schema.ts';

const NAMED = '#/components/schemas/';

/** A schema for people: its type in words, and below it the fields it has. */
export function schemaFields(schema: JsonSchema): Html {
  return html`${inWords(schema)}${fieldsOf(schema)}`;
}

/** The type, its limits and what else is said of it, on one line. */
export function inWords(schema: JsonSchema): Html {
  if (schema.$ref?.startsWith(NAMED)) {
    const name = schema.$ref.slice(NAMED.length);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const limits = limitsOf(schema);
  const said = schema.description === undefined ? limits : [...limits, schema.description];
  return html`${typeOf(schema)}${said.length === 0 ? '' : html` <span class="faint">${said.join(', ')}</span>`}`;
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  // The codes of problems are many; they are told once, where the schema has its name.
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.format === 'date-time') return 'instant';
  if (schema.type === 'array') return 'list';
  if (schema.anyOf ?? schema.oneOf) return 'one of';
  return typeof schema.type === 'string' ? schema.type : 'anything';
}

function limitsOf(schema: JsonSchema): string[] {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum, pattern, format } = schema;
  const limits: [string, unknown][] = [
    ['at least', minItems ?? minLength ?? minimum],
    ['at most', maxItems ?? maxLength ?? maximum],
    ['by default', schema.default === undefined ? undefined : JSON.stringify(schema.default)],
    ['like', format === undefined ? pattern : undefined],
  ];
  return limits.filter(([, limit]) => limit !== undefined).map(([words, limit]) => `${words} ${limit}`);
}

function fieldsOf(schema: JsonSchema): Html {
  if (schema.$ref) return html``;
  if (typeof schema.items === 'object' && !Array.isArray(schema.items)) return html` of ${schemaFields(schema.items)}`;
  const either = (schema.anyOf ?? schema.oneOf ?? []).flatMap((one) => (typeof one === 'object' ? [one] : []));
  if (either.length > 0) return list(either.map((one) => html`<li>${schemaFields(one)}</li>`));
  const required = schema.required ?? [];
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const inner = typeof field === 'object' ? schemaFields(field) : html`anything`;
    return html`<li><code>${name}${required.includes(name) ? '' : '?'}</code> ${inner}</li>`;
  });
  return fields.length === 0 ? html`` : list(fields);
}

const list = (entries: readonly Html[]) => html`<ul class="fields">${entries}</ul>`;
