import { createServer } from 'node:http';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '#infra/local/data-folder';
import { createIdentityProviders } from '#infra/local/identity-provider/identity-providers';
import { listenLocally } from '#infra/local/local-server';
import { temporaryFolder } from '../tiny-template.ts';
import { createBrowser } from './a-browser.ts';

const people = [
  { subject: 'ada', name: 'Ada Lovelace', email: 'ada@example.test' },
  { subject: 'linus', name: 'Linus Torvalds', email: 'linus@example.test', signsInAt: 'partner' as const },
];

async function startProviders(folder = temporaryFolder()) {
  const server = createServer();
  const { origin, close } = await listenLocally(server, 0);
  onTestFinished(close);
  const { handle, mint } = createIdentityProviders(origin, { people, workloads: [] }, openDataFolder(folder));
  server.on('request', handle);
  const verified = async (issuer: string, audience: string, jwt: string) => {
    const discovery: unknown = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    const keySet = createRemoteJWKSet(new URL(Object(discovery).jwks_uri));
    return (await jwtVerify(jwt, keySet, { issuer, audience })).payload;
  };
  return { us: origin, partner: `${origin}/partner`, mint, verified };
}

describe('the partner’s identity provider', () => {
  it('names itself, and addresses below its own', async () => {
    const { us, partner } = await startProviders();

    const discovery: unknown = await (await fetch(`${partner}/.well-known/openid-configuration`)).json();

    const { issuer, ...addresses } = Object(discovery);
    const elsewhere = Object.values(addresses).filter(
      (value) => String(value).startsWith(us) && !String(value).startsWith(`${partner}/`),
    );
    expect(issuer).toBe(partner);
    expect(elsewhere).toEqual([]);
  });

  it('signs its people in, with a key and for an audience of its own', async () => {
    const { partner, verified } = await startProviders();

    const { asked, accessToken } = await createBrowser(partner)('linus', { mfa: true });

    expect(asked).toBe(1);
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(await verified(partner, 'lapse-guests', accessToken)).toMatchObject({
      sub: 'linus',
      amr: ['pwd', 'otp', 'mfa'],
    });
  });

  it.each([
    ['ours', 'us', 'linus'],
    ['its own', 'partner', 'ada'],
  ] as const)('shares no people with us: %s does not know those of the other', async (_, at, stranger) => {
    const providers = await startProviders();

    await expect(createBrowser(providers[at])(stranger)).rejects.toThrow('leads nowhere');
  });

  it('shares no keys with us, although they have the same name', async () => {
    const { us, partner, mint, verified } = await startProviders();

    const [ada, linus] = [await mint({ subject: 'ada' }), await mint({ subject: 'linus' })];

    await expect(verified(us, 'lapse', ada)).resolves.toMatchObject({ iss: us });
    await expect(verified(partner, 'lapse-guests', linus)).resolves.toMatchObject({ iss: partner });
    await expect(verified(us, 'lapse', linus)).rejects.toThrow();
    await expect(verified(partner, 'lapse-guests', ada)).rejects.toThrow();
  });

  it('keeps its key where ours is kept, so that tokens outlive a restart', async () => {
    const folder = temporaryFolder();
    const [before, after] = [await startProviders(folder), await startProviders(folder)];
    const token = await before.mint({ subject: 'linus' });

    const keySet = createRemoteJWKSet(new URL(`${after.partner}/jwks`));

    await expect(jwtVerify(token, keySet)).resolves.toBeDefined();
  });
});

describe('a minted token', () => {
  it('comes from where the person belongs, unless another issuer is asked for', async () => {
    const { us, partner, mint, verified } = await startProviders();

    const guest = await mint({ subject: 'ada', issuedBy: 'partner' });
    const namesake = await mint({ subject: 'linus', issuedBy: 'us' });

    expect(await verified(partner, 'lapse-guests', guest)).toMatchObject({ iss: partner, sub: 'ada' });
    expect(await verified(us, 'lapse', namesake)).toMatchObject({ iss: us, sub: 'linus' });
  });
});
