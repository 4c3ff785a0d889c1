import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import { Refusal } from '#shared/domain/refusal';
import { claims, KEY_ID, key, NOON, NOON_SECONDS, ORIGIN, verifier } from './a-link.ts';
import { newLinkKey } from './fake-kms.ts';
import { forgedLinks, jws } from './forged-links.ts';

const header = { alg: 'ES256', typ: 'pim-decision+jwt', kid: KEY_ID };
const payload = { iss: ORIGIN, aud: 'lapse-decision', ...claims };

const es256 = async (input: string) =>
  sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
const signInDer = async (input: string) => sign('sha256', Buffer.from(input), key.privateKey);
const token = (heading: object, content: object) => jws(heading, content, es256);

const genuine = await token(header, payload);
const forge = { header, payload, spki: key.spki, later: NOON_SECONDS + 1, sign: es256, signInDer };
const corpus = [
  ['nothing', ''],
  ['a line break hung on', `${genuine}\n`],
  ['a tab before it', `\t${genuine}`],
  ['a soft break within it', genuine.replace('.', '=\r\n.')],
  ...(await forgedLinks(forge)),
] as const;

describe('verifying a decision link', () => {
  it('gives the claims of a genuine one', async () => {
    expect(await verifier.verify(genuine, NOON)).toEqual(claims);
  });

  it.each(corpus)('T-05: refuses %s, and always in the same words', async (_, forged) => {
    const refused = await verifier.verify(forged, NOON).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ code: 'link_not_valid', message: new Refusal('link_not_valid').message });
    expect(refused).toHaveProperty('context', {});
  });

  it('holds to the second: it is good from its beginning on, and refused the moment before', async () => {
    expect(await verifier.verify(genuine, NOON)).toMatchObject({ jti: claims.jti });
    await expect(verifier.verify(genuine, '2026-11-22T11:59:59.999Z')).rejects.toMatchObject({
      code: 'link_not_valid',
    });
  });

  it('gives the claims of one that is over too: whoever may renew it has no other', async () => {
    expect(await verifier.verify(genuine, '2027-01-01T00:00:00.000Z')).toEqual(claims);
  });

  it('T-05: does not give those of a forged one that is over', async () => {
    const forged = await token({ ...header, kid: 'another' }, { ...payload, exp: 1 });

    await expect(verifier.verify(forged, NOON)).rejects.toMatchObject({ code: 'link_not_valid' });
  });

  it('refuses when nobody can tell what time it is', async () => {
    await expect(verifier.verify(genuine, 'soon')).rejects.toMatchObject({ code: 'link_not_valid' });
  });

  it('accepts the links of both keys while a key is being changed', async () => {
    const next = newLinkKey();
    const both = createLinkVerifier({ publicKeys: { next: next.spki, [KEY_ID]: key.spki }, issuer: ORIGIN });
    const signedByNext = async (input: string) =>
      sign('sha256', Buffer.from(input), { key: next.privateKey, dsaEncoding: 'ieee-p1363' });

    expect(await both.verify(genuine, NOON)).toEqual(claims);
    expect(await both.verify(await jws({ ...header, kid: 'next' }, payload, signedByNext), NOON)).toEqual(claims);
    await expect(both.verify(await jws(header, payload, signedByNext), NOON)).rejects.toMatchObject({
      code: 'link_not_valid',
    });
  });

  it('refuses every link of the old key once only the next one is there: all are void at once', async () => {
    const next = newLinkKey();
    const nextOnly = createLinkVerifier({ publicKeys: { next: next.spki }, issuer: ORIGIN });

    await expect(nextOnly.verify(genuine, NOON)).rejects.toMatchObject({ code: 'link_not_valid' });
  });

  it('cannot even be set up with a key nobody can read', () => {
    expect(() => createLinkVerifier({ publicKeys: { [KEY_ID]: 'AAAA' }, issuer: ORIGIN })).toThrow();
  });
});
