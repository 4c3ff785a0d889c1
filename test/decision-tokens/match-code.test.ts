import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashMatchCode, isMatchCode, newMatchCode } from '#shared/decision-tokens/match-code';

const random = (bytes: number) => randomBytes(bytes).toString('base64url');
const JTI = 'q83vEjRWeJCrze8SNFZ4kA';

describe('a match code', () => {
  it('has four characters, without vowels and without those that people mix up', () => {
    const codes = Array.from({ length: 500 }, () => newMatchCode(random));

    expect(codes.filter((code) => !/^[CFGHJKMNPRTWX34679]{4}$/.test(code))).toEqual([]);
  });

  it('is made of every character equally often: bytes that would favour the first ones are thrown away', () => {
    const everyByteOnce = Array.from({ length: 256 }, (_, byte) => byte);

    const firstCharacters = everyByteOnce.map((byte) => {
      const bytes = Buffer.from([byte, byte, byte, byte, ...Array.from({ length: 60 }, () => 1)]);
      return newMatchCode(() => bytes.toString('base64url'));
    });

    const accepted = firstCharacters.slice(0, 252);
    const counts = new Map(accepted.map((code) => [code, accepted.filter((other) => other === code).length]));
    expect(counts.size).toBe(18);
    expect(new Set(counts.values())).toEqual(new Set([14]));
    expect(new Set(firstCharacters.slice(252))).toEqual(new Set(['FFFF']));
  });

  it('is not made without randomness', () => {
    expect(() => newMatchCode(() => '')).toThrow('randomness');
  });

  it('is recognized however it is capitalized and whatever blanks surround it', () => {
    const hash = hashMatchCode(JTI, 'CFG7');

    expect(['CFG7', 'cfg7', ' Cfg7 '].map((typed) => isMatchCode(JTI, typed, hash))).toEqual([true, true, true]);
  });

  it.each(['', 'CFG9', 'CFG', 'CFG77', 'CFG7\u0000'])('is not %j when it is CFG7', (typed) => {
    expect(isMatchCode(JTI, typed, hashMatchCode(JTI, 'CFG7'))).toBe(false);
  });

  it('is worth nothing with another link', () => {
    expect(isMatchCode('another', 'CFG7', hashMatchCode(JTI, 'CFG7'))).toBe(false);
  });

  it('is not recognized by a hash of another length', () => {
    expect(isMatchCode(JTI, 'CFG7', 'short')).toBe(false);
  });
});
