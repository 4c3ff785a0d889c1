import { describe, expect, it } from 'vitest';
import { answers } from '#shared/http/answers';

type Schema = Readonly<{
  entries?: Record<string, Schema>;
  options?: readonly Schema[];
  items?: readonly Schema[];
  item?: Schema;
  wrapped?: Schema;
}>;

/** Every object within an answer, by where it stands. */
function objectsIn(schema: Schema, at: string): [string, Record<string, Schema>][] {
  if (typeof schema !== 'object') return [];
  const inner = [...(schema.options ?? []), ...(schema.items ?? []), schema.item, schema.wrapped];
  const entries = Object.entries(schema.entries ?? {});
  return [
    ...(schema.entries ? [[at, schema.entries] as [string, Record<string, Schema>]] : []),
    ...inner.flatMap((one) => (one ? objectsIn(one, at) : [])),
    ...entries.flatMap(([name, one]) => objectsIn(one, `${at}.${name}`)),
  ];
}

const namesOf = (schema: Schema): string[] =>
  schema.wrapped ? namesOf(schema.wrapped) : Object.keys(schema.entries ?? {});
const isPerson = (schema: Schema | undefined) =>
  schema !== undefined && ['id', 'displayName'].every((name) => namesOf(schema).includes(name));

const objects = Object.entries(answers).flatMap(([operation, byStatus]) =>
  Object.entries(byStatus).flatMap(([status, schema]) => objectsIn(schema as Schema, `${operation} ${status}`)),
);

describe('people in answers', () => {
  it('are { id, displayName } wherever somebody did something', () => {
    const named = objects.flatMap(([at, entries]) =>
      Object.entries(entries).flatMap(([name, schema]) =>
        /^(by|actor|requester|principal)$|By$/.test(name) ? [[`${at}.${name}`, schema] as const] : [],
      ),
    );

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(([, schema]) => !isPerson(schema)).map(([at]) => at)).toEqual([]);
  });

  it('are named beside their id wherever an id of theirs stands, but in what repeats the question', () => {
    const bare = objects.filter(([, entries]) => 'principalId' in entries && !isPerson(entries.principal));

    expect([...new Set(bare.map(([at]) => at))].sort()).toEqual([
      'createAssignments 200.results',
      'createAssignments 201.results',
      'importPolicy 200.results',
      'invitePrincipal 202',
    ]);
  });
});
