import { exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAccessTokenVerifier } from '#shared/access-tokens/verify-access-token';
import { NOON } from '#test/support/activations';
import { AUDIENCE, type Issuer, NOON_SECONDS, startIssuer, verifierOf } from './an-issuer.ts';

describe('an access token', () => {
  it.each(['RS256', 'RS384', 'RS512', 'ES256'])(
    'of a trusted issuer is good when it is signed with %s',
    async (alg) => {
      const issuer = await startIssuer({ alg });

      const verified = await verifierOf(issuer)(await issuer.token(), NOON);

      expect(verified).toEqual({ iss: issuer.issuer, sub: 'ada', exp: NOON_SECONDS + 3600 });
    },
  );

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT', undefined])('may call itself %s', async (typ) => {
    const issuer = await startIssuer();
    const header = typ === undefined ? {} : { typ };

    const token = await issuer.token({ header: { typ: undefined, ...header } as object });

    expect(await verifierOf(issuer)(token, NOON)).toMatchObject({ sub: 'ada' });
  });

  it.each([
    ['is for us and for others', { aud: ['other', AUDIENCE] }],
    ['is good from this very second on', { nbf: NOON_SECONDS }],
    ['is good for one more second', { exp: NOON_SECONDS + 1 }],
  ])('is good when it %s', async (_, claims) => {
    const issuer = await startIssuer();

    expect(await verifierOf(issuer)(await issuer.token({ claims }), NOON)).toMatchObject({ sub: 'ada' });
  });

  it.each([
    ['is for somebody else', { aud: 'other' }],
    ['is for nobody', { aud: undefined }],
    ['is for a name that only begins like ours', { aud: `${AUDIENCE}-guests` }],
    ['ends now', { exp: NOON_SECONDS }],
    ['has ended', { exp: NOON_SECONDS - 1 }],
    ['never ends', { exp: undefined }],
    ['ends at a text', { exp: '2099-01-01' }],
    ['begins in a second', { nbf: NOON_SECONDS + 1 }],
    ['begins at a text', { nbf: 'soon' }],
    ['names nobody', { sub: undefined }],
    ['names the empty subject', { sub: '' }],
    ['names a list of subjects', { sub: ['ada'] }],
    ['is of an issuer nobody trusts', { iss: 'https://evil.example' }],
    ['is of an issuer that only begins like a trusted one', { iss: 'http://127.0.0.1' }],
    ['is of a list of issuers', { iss: ['https://evil.example'] }],
    ['is of no issuer', { iss: undefined }],
  ])('is not good when it %s', async (_, claims) => {
    const issuer = await startIssuer();

    expect(await verifierOf(issuer)(await issuer.token({ claims }), NOON)).toBeUndefined();
  });

  it.each(['logout+jwt', 'pim-decision+jwt', 'dpop+jwt', 'secevent+jwt', ''])(
    'is not good when it says it is something else: “%s”',
    async (typ) => {
      const issuer = await startIssuer();

      expect(await verifierOf(issuer)(await issuer.token({ header: { typ } }), NOON)).toBeUndefined();
    },
  );

  it.each([
    '',
    'x',
    'a.b',
    'a.b.c',
    '..',
    'Bearer a.b.c',
    'null',
    '{}',
    `a.${'%'.repeat(20)}.c`,
    'e30.e30.',
    'e30.W10.c',
  ])('is not good when it is no token: “%s”', async (token) => {
    expect(await verifierOf(await startIssuer())(token, NOON)).toBeUndefined();
  });
});

describe('a forged token (RFC 8725)', () => {
  const forgeries: readonly (readonly [string, (issuer: Issuer) => Promise<string>])[] = [
    [
      'without a signature',
      async ({ issuer }) =>
        new UnsecuredJWT({ iss: issuer, sub: 'ada', aud: AUDIENCE, exp: NOON_SECONDS + 3600 }).encode(),
    ],
    [
      'whose secret is the public key',
      async ({ token, keys }) =>
        token({ header: { alg: 'HS256' }, key: new TextEncoder().encode(await exportSPKI(keys.publicKey)) }),
    ],
    [
      'by a key of a stranger with the name of a known one',
      async ({ token }) => token({ key: (await generateKeyPair('RS256')).privateKey }),
    ],
    ['by a key nobody knows', async ({ token }) => token({ header: { kid: 'key-2' } })],
    [
      'with another algorithm of the same key',
      async ({ token }) => token({ header: { alg: 'PS256' }, key: (await generateKeyPair('PS256')).privateKey }),
    ],
    [
      'that brings its own key along',
      async ({ token }) => {
        const { privateKey } = await generateKeyPair('RS256');
        return token({ key: privateKey, header: { jwk: { kty: 'RSA' } } });
      },
    ],
    ['that is altered', async ({ token }) => (await token()).replace(/\.[^.]{8}/, '.eyJzdWIi')],
    ['that lost its signature', async ({ token }) => (await token()).replace(/[^.]+$/, '')],
    ['of 20 KB', async ({ token }) => token({ claims: { padding: 'x'.repeat(20_000) } })],
  ];

  it.each(forgeries)('%s is not good', async (_, forge) => {
    const issuer = await startIssuer();
    const verify = verifierOf(issuer);

    expect(await verify(await forge(issuer), NOON)).toBeUndefined();
    expect(await verify(await issuer.token(), NOON)).toMatchObject({ sub: 'ada' });
  });

  it('never leads us to a key of its choice', async () => {
    const [issuer, attacker] = [await startIssuer(), await startIssuer()];
    const addresses = { jku: `${attacker.issuer}/jwks`, x5u: `${attacker.issuer}/x5u` };
    const token = await issuer.token({ key: attacker.keys.privateKey, header: addresses });

    expect(await verifierOf(issuer)(token, NOON)).toBeUndefined();
    expect(attacker.asked).toEqual([]);
  });
});

describe('several issuers', () => {
  it('are each good for their own tokens and audience', async () => {
    const [ours, partner] = [await startIssuer(), await startIssuer({ alg: 'ES256' })];
    const verify = createAccessTokenVerifier([
      { issuer: ours.issuer, audience: 'lapse' },
      { issuer: partner.issuer, audience: 'lapse-guests' },
    ]);
    const guest = (aud: string) => partner.token({ claims: { aud, sub: 'linus' } });

    expect(await verify(await ours.token(), NOON)).toMatchObject({ iss: ours.issuer, sub: 'ada' });
    expect(await verify(await guest('lapse-guests'), NOON)).toMatchObject({ iss: partner.issuer, sub: 'linus' });
    expect(await verify(await guest('lapse'), NOON)).toBeUndefined();
  });

  it('cannot sign for each other, also when their keys have the same name', async () => {
    const [ours, partner] = [await startIssuer(), await startIssuer()];
    const verify = verifierOf(ours, partner);

    const crossed = await ours.token({ key: partner.keys.privateKey });

    expect(await verify(crossed, NOON)).toBeUndefined();
    expect(await verify(await partner.token(), NOON)).toMatchObject({ iss: partner.issuer });
    expect(await verify(crossed, NOON)).toBeUndefined();
  });

  it('are nobody’s business before one of their tokens comes', async () => {
    const [ours, partner] = [await startIssuer(), await startIssuer()];

    await verifierOf(ours, partner)(await ours.token(), NOON);

    expect(partner.asked).toEqual([]);
  });

  it('do not stand still because one of them does', async () => {
    const [ours, partner] = [await startIssuer(), await startIssuer()];
    const verify = verifierOf(ours, partner);
    await partner.close();

    await expect(verify(await partner.token(), NOON)).rejects.toThrow('cannot be fetched');
    expect(await verify(await ours.token(), NOON)).toMatchObject({ sub: 'ada' });
  });
});
