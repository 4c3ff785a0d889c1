import { describe, expect, it } from 'vitest';
import { hasControls, isBlank } from '#shared/domain/plain-text';

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
