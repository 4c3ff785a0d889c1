import { describe, expect, it } from 'vitest';
import { isSafeTicketPattern } from '#shared/domain/ticket-pattern';

describe('a pattern of ticket numbers', () => {
  it.each([
    'INC-\\d{4,8}',
    '^INC-\\d{7}$',
    'INC-\\d{4}|PRB\\d+',
    '(INC|CHG|PRB)-?\\d{5,10}',
    '(?:INC|CHG)[0-9]{7}',
    '[A-Z]{2,5}-[1-9][0-9]{0,6}',
    '[^a-z]{3}\\.\\w{1,4}/\\d',
    'Störung \\d{3}',
    'a+b*',
    '.{1,20}',
    'x'.repeat(200),
  ])('is safe as %s', (pattern) => {
    expect(isSafeTicketPattern(pattern)).toBe(true);
  });

  it.each([
    ['that is empty', ''],
    ['of 201 characters', 'x'.repeat(201)],
    ['with a repeated group', '(a+)+'],
    ['with a group repeated a little', '(a|aa){1,9}'],
    ['with an optional group', '(?:-\\d)?'],
    ['with a group in a group', '((a))'],
    ['with three repetitions without end', 'a*a*a*b'],
    ['with too many bounded repetitions', '\\d{0,50}\\d{0,50}\\d{0,50}x'],
    ['with too many optional characters', `${'a?'.repeat(20)}b`],
    ['with a repetition of more than 100', '\\d{1,101}'],
    ['with a repetition open at its end', '\\d{1,}'],
    ['with a repeated repetition', 'a+*'],
    ['with a lazy repetition', 'a+?'],
    ['with a backreference', '(a)\\1'],
    ['with a named group', '(?<n>a)'],
    ['that looks ahead', '(?=a)a'],
    ['that looks back', '(?<!a)b'],
    ['with an anchor in the middle', 'a$b'],
    ['with a property class', '\\p{L}'],
    ['with a word boundary', 'a\\b'],
    ['that breaks out of the one it is put into', 'a)|(?:.*'],
    ['whose class is open', '[a-'],
    ['whose class is upside down', '[z-a]'],
    ['whose repetition is upside down', 'a{5,2}'],
  ])('is not safe %s', (_, pattern) => {
    expect(isSafeTicketPattern(pattern)).toBe(false);
  });

  it.each([
    ['\\d{0,99}\\d{0,99}x', '1'],
    ['\\d+\\d+x', '1'],
    ['(a{0,40}|a{0,59})a{0,98}x', 'a'],
  ])('like %s is decided on in no time on the worst ticket number', (pattern, character) => {
    const began = performance.now();

    expect(isSafeTicketPattern(pattern)).toBe(true);
    expect(new RegExp(`^(?:${pattern})$`, 'u').test(character.repeat(100))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
