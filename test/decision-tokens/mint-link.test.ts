import { createHash, createPublicKey } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createKmsLinkMint } from '#shared/decision-tokens/mint-link';
import { claims, KEY_ID, key, NOON, ORIGIN, verifier } from './a-link.ts';
import { fakeKms } from './fake-kms.ts';

const { kms, asked } = fakeKms(key);
const mint = createKmsLinkMint({ kms, keyId: KEY_ID, issuer: ORIGIN });

describe('minting a decision link', () => {
  it('asks KMS to sign the digest of header and claims', async () => {
    const token = await mint.mint(claims);

    const input = token.slice(0, token.lastIndexOf('.'));
    expect(asked.at(-1)).toEqual({
      KeyId: KEY_ID,
      Message: createHash('sha256').update(input).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
  });

  it('makes a token that any JWT library accepts', async () => {
    const token = await mint.mint(claims);

    const publicKey = createPublicKey({ key: Buffer.from(key.spki, 'base64'), format: 'der', type: 'spki' });
    const { payload } = await jwtVerify(token, publicKey, { currentDate: new Date(NOON), typ: 'pim-decision+jwt' });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'pim-decision+jwt', kid: KEY_ID });
    expect(payload).toEqual({ ...claims, iss: ORIGIN, aud: 'lapse-decision' });
  });

  it('gives a thousand signatures of exactly 64 bytes, each of which verifies', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => mint.mint({ ...claims, jti: `jti-${index}` })),
    );

    const lengths = new Set(tokens.map((token) => Buffer.from(token.split('.')[2] ?? '', 'base64url').length));
    expect([...lengths]).toEqual([64]);
    const verified = await Promise.all(tokens.map((token) => verifier.verify(token, NOON)));
    expect(verified.map(({ jti }) => jti)).toEqual(tokens.map((_, index) => `jti-${index}`));
  });

  it('stays well below the 2 KB a verifier reads, however long the ids are', async () => {
    const longest = 'a'.repeat(64);

    const token = await mint.mint({ ...claims, sub: longest, rid: longest });

    expect(token.length).toBeLessThan(1024);
  });
});
