import { createHmac, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import { Refusal } from '#shared/domain/refusal';
import { claims, KEY_ID, key, NOON, NOON_SECONDS, ORIGIN, verifier } from './a-link.ts';
import { newLinkKey } from './fake-kms.ts';

const header = { alg: 'ES256', typ: 'pim-decision+jwt', kid: KEY_ID };
const payload = { iss: ORIGIN, aud: 'lapse-decision', ...claims };

const es256 = (input: string) => sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
const es256InDer = (input: string) => sign('sha256', Buffer.from(input), key.privateKey);
const hs256WithThePublicKey = (input: string) =>
  createHmac('sha256', Buffer.from(key.spki, 'base64')).update(input).digest();
const nothing = () => Buffer.alloc(0);

function token(heading: object, content: object, signer: (input: string) => Buffer = es256): string {
  const input = `${encode(heading)}.${encode(content)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function without(name: keyof typeof payload): object {
  return Object.fromEntries(Object.entries(payload).filter(([claim]) => claim !== name));
}

const genuine = token(header, payload);
const [genuineHeader, genuinePayload, genuineSignature = ''] = genuine.split('.');
const flipped = Buffer.from(genuineSignature, 'base64url');
flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40);

const corpus: [name: string, token: string][] = [
  ['nothing', ''],
  ['no token', 'hello'],
  ['only dots', '..'],
  ['alg none, unsigned', token({ ...header, alg: 'none' }, payload, nothing)],
  ['alg none, with a genuine signature', token({ ...header, alg: 'none' }, payload)],
  ['HS256 with the public key as the secret', token({ ...header, alg: 'HS256' }, payload, hs256WithThePublicKey)],
  ['ES256 in the header, HMAC as the signature', token(header, payload, hs256WithThePublicKey)],
  ['another algorithm of the same key', token({ ...header, alg: 'ES384' }, payload)],
  ['an unknown key', token({ ...header, kid: 'another' }, payload)],
  ['a key named like a property of every object', token({ ...header, kid: 'constructor' }, payload)],
  ['no key', token({ alg: header.alg, typ: header.typ }, payload)],
  ['a key set of its own', token({ ...header, jku: 'https://mallory.example/keys' }, payload)],
  ['a key of its own', token({ ...header, jwk: { kty: 'EC' } }, payload)],
  ['a critical extension', token({ ...header, crit: ['b64'], b64: false }, payload)],
  ['an access token', token({ ...header, typ: 'at+jwt' }, payload)],
  ['no type', token({ alg: header.alg, kid: header.kid }, payload)],
  ['another audience', token(header, { ...payload, aud: 'https://lapse.example/v1' })],
  ['several audiences', token(header, { ...payload, aud: ['lapse-decision', 'other'] })],
  ['another issuer', token(header, { ...payload, iss: 'https://mallory.example' })],
  ['no issuer', token(header, without('iss'))],
  ['no end', token(header, without('exp'))],
  ['no beginning', token(header, without('nbf'))],
  ['no approver', token(header, without('sub'))],
  ['a decision that does not exist', token(header, { ...payload, act: ['approve', 'escalate'] })],
  ['no decision', token(header, { ...payload, act: [] })],
  ['an end as text', token(header, { ...payload, exp: '9999999999' })],
  ['a claim too many', token(header, { ...payload, role: 'admin' })],
  ['a beginning ahead by one second', token(header, { ...payload, nbf: NOON_SECONDS + 1 })],
  ['more than 2 KB', token(header, { ...payload, padding: 'x'.repeat(10_000) })],
  ['more than 2 KB after a genuine token', genuine + 'A'.repeat(10_000)],
  ['an altered payload', `${genuineHeader}.${encode({ ...payload, sub: 'prn_mallory' })}.${genuineSignature}`],
  ['an altered signature', `${genuineHeader}.${genuinePayload}.${flipped.toString('base64url')}`],
  ['no signature', `${genuineHeader}.${genuinePayload}.`],
  ['a signature in DER', token(header, payload, es256InDer)],
  ['claims that are no JSON', rawToken('not json')],
];

function rawToken(content: string): string {
  const input = `${encode(header)}.${Buffer.from(content).toString('base64url')}`;
  return `${input}.${es256(input).toString('base64url')}`;
}

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

  it('holds to the second: it is good until its end and expired at its end', async () => {
    const ending = token(header, { ...payload, exp: NOON_SECONDS + 1 });

    expect(await verifier.verify(ending, '2026-11-22T12:00:00.999Z')).toMatchObject({ jti: claims.jti });
    await expect(verifier.verify(ending, '2026-11-22T12:00:01.000Z')).rejects.toMatchObject({ code: 'link_expired' });
  });

  it('T-05: does not call a forged one expired', async () => {
    const forged = token({ ...header, kid: 'another' }, { ...payload, exp: 1 });

    await expect(verifier.verify(forged, NOON)).rejects.toMatchObject({ code: 'link_not_valid' });
  });

  it('refuses when nobody can tell what time it is', async () => {
    await expect(verifier.verify(genuine, 'soon')).rejects.toMatchObject({ code: 'link_not_valid' });
  });

  it('accepts the links of both keys while a key is being changed', async () => {
    const next = newLinkKey();
    const both = createLinkVerifier({ publicKeys: { next: next.spki, [KEY_ID]: key.spki }, issuer: ORIGIN });
    const signedByNext = (input: string) =>
      sign('sha256', Buffer.from(input), { key: next.privateKey, dsaEncoding: 'ieee-p1363' });

    expect(await both.verify(genuine, NOON)).toEqual(claims);
    expect(await both.verify(token({ ...header, kid: 'next' }, payload, signedByNext), NOON)).toEqual(claims);
    await expect(both.verify(token(header, payload, signedByNext), NOON)).rejects.toMatchObject({
      code: 'link_not_valid',
    });
  });

  it('refuses every link of the old key, and its renewal, once only the next one is there: all are void at once', async () => {
    const next = newLinkKey();
    const nextOnly = createLinkVerifier({ publicKeys: { next: next.spki }, issuer: ORIGIN });

    for (const attempt of [nextOnly.verify(genuine, NOON), nextOnly.verifyExpired(genuine)])
      await expect(attempt).rejects.toMatchObject({ code: 'link_not_valid' });
  });

  it('cannot even be set up with a key nobody can read', () => {
    expect(() => createLinkVerifier({ publicKeys: { [KEY_ID]: 'AAAA' }, issuer: ORIGIN })).toThrow();
  });
});

describe('verifying a link that is to be renewed', () => {
  it('gives the claims of a genuine one whose time is over', async () => {
    const expired = token(header, { ...payload, exp: NOON_SECONDS - 1, nbf: NOON_SECONDS - 10 });

    expect(await verifier.verifyExpired(expired)).toMatchObject({ sub: claims.sub, rid: claims.rid });
  });

  it.each(corpus.filter(([name]) => !name.startsWith('a beginning')))('T-05: refuses %s', async (_, forged) => {
    await expect(verifier.verifyExpired(forged)).rejects.toMatchObject({ code: 'link_not_valid' });
  });
});
