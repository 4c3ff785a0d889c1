import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DIRECTORY, Id, idPrefixes, isId } from '#shared/domain/id';

describe('an id', () => {
  it.each(['/', 'a', 'act_01KDB6Z9Y3', 'exchange-administrator', '0', 'x'.repeat(64)])('may be %s', (id) => {
    expect(v.is(Id, id)).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(65)],
    ['a path', '/a'],
    ['two slashes', '//'],
    ['a key of the table', 'ROLE#a'],
    ['begun with a dash', '-a'],
    ['begun with an underscore', '_a'],
    ['with a space', 'a b'],
    ['with a line break at its end', 'a\n'],
    ['with a dot', 'a.b'],
    ['of other letters', 'é'],
    ['a number', 7],
    ['a list', ['a']],
    ['nothing', null],
  ])('may not be %s', (_, id) => {
    expect(v.is(Id, id)).toBe(false);
  });

  it.each([
    ['act_1', true],
    ['ROLE#a', false],
    ['x'.repeat(65), false],
  ])('can be told from what is none: %s', (text, expected) => {
    expect(isId(text)).toBe(expected);
  });

  it('of the whole directory is a slash', () => {
    expect(v.is(Id, DIRECTORY)).toBe(true);
    expect(DIRECTORY).toBe('/');
  });

  it('tells its noun by a prefix of its own', () => {
    const prefixes = Object.values(idPrefixes);

    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(prefixes.filter((prefix) => !v.is(Id, `${prefix}_01KDB6Z9Y3`))).toEqual([]);
  });
});
