import { type ConversionConfig, type JsonSchema, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { activationViews } from '../answers/activation-view.ts';
import { namedAnswers } from '../answers.ts';

export type { JsonSchema };

/** Where named schemas stand in the document. */
const COMPONENTS = '#/components/schemas/';

const Schema = v.custom<v.GenericSchema>((given) => v.is(v.looseObject({ kind: v.literal('schema') }), given));
const Listed = v.object({ type: v.literal('metadata'), metadata: v.object({ items: Schema }) });
const Valued = v.object({ type: v.literal('metadata'), metadata: v.object({ additionalProperties: Schema }) });
/** Still taken and told, until 1.0, for those who know it. */
const Deprecated = v.object({ type: v.literal('metadata'), metadata: v.object({ deprecated: v.literal(true) }) });
const Safe = v.object({ type: v.literal('safe_integer') });
const Checked = v.object({ type: v.literal('check'), message: v.string() });
const Matched = v.object({ type: v.literal('regex'), requirement: v.instance(RegExp) });

/** What JSON Schema cannot say is told in words: items behind a count, own checks, that a pattern means an instant. */
const overrideAction: NonNullable<ConversionConfig['overrideAction']> = ({ valibotAction, jsonSchema }) => {
  if (v.is(Listed, valibotAction)) return { ...jsonSchema, items: inputSchema(valibotAction.metadata.items) };
  if (v.is(Valued, valibotAction))
    return {
      ...jsonSchema,
      type: 'object',
      additionalProperties: inputSchema(valibotAction.metadata.additionalProperties),
    };
  if (v.is(Deprecated, valibotAction)) return { ...jsonSchema, deprecated: true };
  if (v.is(Safe, valibotAction)) return withoutSafeBounds(jsonSchema);
  if (v.is(Checked, valibotAction))
    return { ...jsonSchema, description: alsoSaying(jsonSchema, valibotAction.message) };
  if (v.is(Matched, valibotAction) && valibotAction.requirement.source.includes('T\\d\\d:'))
    return { ...jsonSchema, pattern: valibotAction.requirement.source, format: 'date-time' };
  return undefined;
};

/** That a number is one a program can count with needs no telling. */
function withoutSafeBounds({ minimum, maximum, ...schema }: JsonSchema): JsonSchema {
  return {
    ...schema,
    type: 'integer',
    ...(minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
}

function alsoSaying({ description }: JsonSchema, message: string): string {
  return description === undefined ? message : `${description}; ${message}`;
}

/** A choice of one is none. */
const overrideSchema: NonNullable<ConversionConfig['overrideSchema']> = ({ jsonSchema }) => {
  const [only, ...others] = jsonSchema.oneOf ?? [];
  return typeof only === 'object' && others.length === 0 ? only : undefined;
};

const config = {
  target: 'draft-2020-12',
  errorMode: 'ignore',
  overrideAction,
  overrideSchema,
  overrideRef: ({ referenceId }) => `${COMPONENTS}${referenceId}`,
} as const satisfies ConversionConfig;

/** What a caller may send: what is made of it afterwards is not the caller's business. */
export function inputSchema(schema: v.GenericSchema): JsonSchema {
  return plain(toJsonSchema(schema, { ...config, typeMode: 'input', definitions: namedAnswers }));
}

/** What an answer holds. */
export function outputSchema(schema: v.GenericSchema): JsonSchema {
  return plain(toJsonSchema(schema, { ...config, typeMode: 'output', definitions: namedAnswers }));
}

/** By which field a program tells one of several schemas from the others (OpenAPI 3.1, Discriminator Object). */
export interface Discriminator {
  readonly propertyName: string;
  readonly mapping: Readonly<Record<string, string>>;
}

/** The schemas that have a name, to which the others refer. */
export function namedSchemas(): Record<keyof typeof namedAnswers, JsonSchema & { discriminator?: Discriminator }> {
  const schemas = toJsonSchemaDefs(namedAnswers, { ...config, typeMode: 'output' });
  const mapping = Object.entries(activationViews).map(([name, { entries }]) => [
    entries.status.literal,
    `${COMPONENTS}${name}`,
  ]);
  const discriminator = { propertyName: 'status', mapping: Object.fromEntries(mapping) };
  return { ...schemas, Activation: { ...schemas.Activation, discriminator } };
}

/** A part of a document needs neither dialect nor definitions of its own. */
function plain({ $schema: _, $defs: __, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
