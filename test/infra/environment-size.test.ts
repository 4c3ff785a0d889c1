import { describe, expect, it } from 'vitest';
import { everything } from './setting-variants.ts';
import { synthesizeLapse } from './synthesized.ts';

const issuers = (count: number) =>
  Array.from({ length: count }, (_, place) => `https://partner-${place}.example|${'a'.repeat(40)}`).join(' ');
const origins = (count: number) =>
  Array.from({ length: count }, (_, place) => `https://portal-${place}.example.com`).join(' ');

describe('the environment of a function', () => {
  it.each([
    ['every setting there is', everything],
    ['ten issuers and ten origins', { trustedIssuers: issuers(10), allowedOrigins: origins(10) }],
  ])('fits into what Lambda has for it, with %s', (_, settings) => {
    expect(() => synthesizeLapse(settings)).not.toThrow();
  });

  it.each([
    ['trustedIssuers', { trustedIssuers: issuers(60) }],
    ['allowedOrigins', { allowedOrigins: origins(200) }],
    ['consentClaim', { consentClaim: `roles=${'é'.repeat(2_000)}` }],
  ])('is refused before anything is deployed, naming %s first, which fills it', (name, settings) => {
    expect(() => synthesizeLapse(settings)).toThrow(
      new RegExp(
        '^The environment of functions/[\\w/-]+ takes \\d+ bytes, and Lambda has 4096 for it: ' +
          `shorten the settings that fill it, "${name}" \\(\\d+ bytes\\).*\\.$`,
      ),
    );
  });
});
