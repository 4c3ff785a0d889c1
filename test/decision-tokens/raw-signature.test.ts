import { describe, expect, it } from 'vitest';
import { rawSignature } from '#shared/decision-tokens/raw-signature';
import { derSignature } from './fake-kms.ts';

const LONGEST = 2n ** 256n - 1n;
const FIRST_BIT_CLEAR = 2n ** 255n - 1n;
const SHORT = 2n ** 240n - 5n;

describe('a raw signature', () => {
  it.each([
    ['two numbers that DER writes with a zero before them', LONGEST, LONGEST],
    ['two numbers of exactly 32 bytes', FIRST_BIT_CLEAR, FIRST_BIT_CLEAR],
    ['a short r', SHORT, LONGEST],
    ['a short s', LONGEST, SHORT],
    ['two numbers of one byte', 1n, 0x80n],
  ])('is r and s in 32 bytes each for %s', (_, r, s) => {
    const raw = Buffer.from(rawSignature(derSignature(r, s))).toString('hex');

    expect(raw).toBe(r.toString(16).padStart(64, '0') + s.toString(16).padStart(64, '0'));
  });

  it.each([
    ['nothing', []],
    ['something raw already', Array.from({ length: 64 }, () => 7)],
    ['a cut sequence', [0x30, 6, 2, 1, 1, 2, 1]],
    ['a length beyond the end', [0x30, 6, 2, 1, 1, 2, 9, 1]],
    ['one integer', [0x30, 3, 2, 1, 1]],
    ['three integers', [0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1]],
    ['an integer of more than 32 bytes', [...derSignature(2n ** 264n, 1n)]],
  ])('is not made of %s', (_, bytes) => {
    expect(() => rawSignature(new Uint8Array(bytes))).toThrow('signature');
  });
});
