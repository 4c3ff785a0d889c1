import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Refusal, type Violation } from '#shared/domain/refusal';
import { parseFields } from '#shared/http/request';
import { routes } from '#shared/http/routes';

type Schema = Readonly<{
  type: string;
  pipe?: readonly Schema[];
  entries?: Record<string, Schema>;
  options?: readonly Schema[];
  item?: Schema;
  wrapped?: Schema;
  value?: Schema;
  literal?: unknown;
}>;

/** A place in a schema: how to put a value there, and what it is called. */
interface Place {
  readonly path: string;
  readonly wrap: (value: unknown) => unknown;
  readonly type: string;
}

const OBJECTS = ['strict_object', 'loose_object', 'object'];
const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

/** Every place of a schema, with what has to stand beside it so that it is looked at. */
function placesIn(schema: Schema, path = '', wrap: Place['wrap'] = (value) => value): Place[] {
  if (schema.wrapped) return placesIn(schema.wrapped, path, wrap);
  const inner = (schema.pipe ?? []).slice(1).filter(({ type }) => type === 'array' || type === 'record');
  if (inner.length > 0) return inner.flatMap((one) => placesIn(one, path, wrap));
  const own = { path, wrap, type: schema.type };
  if (schema.options && ['variant', 'union'].includes(schema.type))
    return [own, ...schema.options.flatMap((one) => (one.entries ? placesIn(one, path, wrap).slice(1) : []))];
  if (schema.type === 'array' && schema.item)
    return [own, ...placesIn(schema.item, join(path, '0'), (value) => wrap([value])).filter(({ path: at }) => at)];
  if (!OBJECTS.includes(schema.type) || !schema.entries) return [own];
  const named = Object.entries(schema.entries).flatMap(([name, { literal }]) =>
    typeof literal === 'string' ? [[name, literal]] : [],
  );
  const beside = Object.fromEntries(named);
  const fields = Object.entries(schema.entries).flatMap(([name, one]) =>
    placesIn(one, join(path, name), (value) => wrap({ ...beside, [name]: value })),
  );
  return [own, ...fields];
}

const LONG = 'x'.repeat(3000);
const bad: readonly unknown[] = [
  ...[
    null,
    true,
    7,
    -1,
    1.5,
    1e15,
    1e300,
    '',
    ' ',
    'nonsense!',
    LONG,
    'a\u0000b',
    '\ud800',
    '\u202ex',
    '2026-02-30T00:00:00Z',
  ],
  ...[[], {}, [null], ['', ''], { nobodyKnowsThis: 1 }, Array(1100).fill('x')],
];

/** What the library, or a programmer, would say. */
const FORBIDDEN =
  /Invalid|Expected|received|never|undefined|null|NaN|\bObject\b|\bArray\b|\bstring\b|\bboolean\b|typeof|regex|schema|\$|(?<!lapse)\//;
const PLAIN = /^(must |at least \d|at most \d|is missing$|is not a field here|goes with |says something else |should )/;

function violationsOf(schema: v.GenericSchema, given: unknown): readonly Violation[] {
  try {
    parseFields(schema, given);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.context.violations ?? [];
    throw error;
  }
}

const schemas = Object.entries(routes).flatMap(([operation, route]) =>
  (['body', 'query'] as const).flatMap((part) =>
    part in route ? [[`${part} of ${operation}`, Object(route)[part] as v.GenericSchema] as const] : [],
  ),
);

/** What people could not read of it; nothing where all is well. */
function oddIn({ rule, message, limit, unit }: Violation): string | undefined {
  const [named, said] = [message.slice(0, rule.length), message.slice(rule.length + 2)];
  const isPlain = named === rule && PLAIN.test(said) && !FORBIDDEN.test(said.replace(/like .*|: .*|\{.*\}/, ''));
  const hasLimit = !/^at (most|least)/.test(said) || (typeof limit === 'number' && unit !== undefined);
  return isPlain && hasLimit && message.length <= 400 ? undefined : message;
}

describe('what is wrong with a field', () => {
  it.each(schemas)('is said in words of ours, naming the field and its limit: %s', (_, schema) => {
    for (const { path, wrap, type } of placesIn(schema as unknown as Schema)) {
      const violations = [...bad, undefined].flatMap((value) => violationsOf(schema, wrap(value)));

      expect(violations.flatMap((one) => oddIn(one) ?? [])).toEqual([]);
      if (type !== 'unknown') expect(violations.map(({ rule }) => rule)).toContain(path || 'body');
    }
  });

  it('is told once, with what is missing by its name', () => {
    const told = violationsOf(routes.createAssignments.body, { roleId: 7, colour: 'red' }).map(
      ({ message }) => message,
    );

    expect(told).toEqual([
      'principalIds: is missing',
      'roleId: must be text',
      'type: is missing',
      'justification: is missing',
      'colour: is not a field here: leave it out',
    ]);
    expect(violationsOf(routes.createAssignments.body, []).map(({ message }) => message)).toEqual([
      'body: must be an object, not a list',
    ]);
  });
});
