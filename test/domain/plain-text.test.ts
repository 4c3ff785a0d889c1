import { describe, expect, it } from 'vitest';
import { hasControls, isBlank, isDeceiving, nameFrom } from '#shared/domain/plain-text';

describe('a text is blank', () => {
  it.each([
    undefined,
    '',
    ' ',
    '\n\t\r',
    '\u00a0\u3000',
    '\u200b',
    '\u200d\u2060',
    '\u00ad',
    '\ufeff',
    '\u202e',
    '\u3164',
    '\u2800',
    '\ufe0f',
    '\u0301\u0301\u0308',
    '\u115f\u1160',
    '\uffa0',
    '\u{e0041}\u{e007f}',
    '\u{1d159}',
    '\ue000',
  ])('when nobody sees anything: %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['.', '0', 'é', '🔑', '\u200bx\u200b', '👩\u200d💻', 'न'])(
    'never when there is a mark to see: %j',
    (text) => {
      expect(isBlank(text)).toBe(false);
    },
  );
});

describe('control characters', () => {
  it.each(['\0', '\u001b', '\u007f', '\u0085', '\r', '\n', '\t'])('are found: %j', (character) => {
    expect(hasControls(`a${character}b`)).toBe(true);
  });

  it('that are allowed do not count', () => {
    expect(hasControls('a\n\tb', '\n\t')).toBe(false);
    expect(hasControls('a\n\0', '\n\t')).toBe(true);
  });

  it('are none of the marks that are only invisible, nor emoji', () => {
    expect(hasControls('👩\u200d💻 \u00a0')).toBe(false);
  });
});

describe('a text deceives', () => {
  it.each([
    '\u202e',
    '\u202a',
    '\u2066',
    '\u2069',
    '\u200e',
    '\u200f',
    '\u061c',
    '\u200b',
    '\u00ad',
    '\ufeff',
    '\u{e0041}',
  ])('when a mark hides in it that turns or hides what is read: %j', (mark) => {
    expect(isDeceiving(`Grace${mark}Hopper`)).toBe(true);
  });

  it.each(['علی\u200cرضا', '👩\u200d💻', '❤\ufe0f', 'Ħaż', 'עדה'])('never when it is what stands there: %j', (name) => {
    expect(isDeceiving(name)).toBe(false);
  });
});

describe('a name from elsewhere', () => {
  it.each([
    ['is one line', 'Grace\r\n Hopper\u2028x', 'Grace  Hopper x'],
    ['loses what hides or turns text', '\u202eecarG\u202c\u200b', 'ecarG'],
    ['is cut at 100 characters, never through one', `${'x'.repeat(99)}🔑`, 'x'.repeat(99)],
    ['is nothing where it says nothing', '\u3164\u0301', undefined],
    ['is nothing where there is none', undefined, undefined],
  ])('%s', (_, given, name) => {
    expect(nameFrom(given)).toBe(name);
  });
});
