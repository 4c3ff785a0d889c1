import { createServer } from 'node:http';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDataFolder } from '#infra/local/data-folder';
import { createIdentityProvider } from '#infra/local/identity-provider/identity-provider';
import { listenLocally } from '#infra/local/local-server';
import { temporaryFolder } from '../tiny-template.ts';
import { CALLBACK, createBrowser } from './a-browser.ts';

const people = [
  { subject: 'ada', name: 'Ada Lovelace', email: 'ada@example.test' },
  { subject: 'grace', name: 'Grace Hopper', email: 'grace@example.test' },
];
const workloads = [{ subject: 'mailbox-admin-center' }];
const signing = { file: 'identity-provider.json', alg: 'RS256' } as const;

afterEach(() => vi.useRealTimers());

async function startProvider(dataFolder?: string) {
  const server = createServer();
  const { origin: issuer, close } = await listenLocally(server, 0);
  onTestFinished(close);
  const kept = dataFolder === undefined ? undefined : openDataFolder(dataFolder);
  const provider = createIdentityProvider({ people, workloads, audience: 'lapse', issuer, signing, dataFolder: kept });
  server.on('request', provider.handle);
  const discovery: unknown = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const keySet = createRemoteJWKSet(new URL(Object(discovery).jwks_uri));
  const verified = async (jwt: string) => (await jwtVerify(jwt, keySet, { issuer, audience: 'lapse' })).payload;
  return { issuer, discovery, verified, mint: provider.mint };
}

describe('signing in', () => {
  it('gives a person an access token for Lapse that says how they signed in', async () => {
    const { issuer, verified } = await startProvider();

    const { asked, accessToken } = await createBrowser(issuer)('ada', { mfa: true });

    expect(asked).toBe(1);
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(await verified(accessToken)).toMatchObject({
      sub: 'ada',
      aud: 'lapse',
      acr: 'urn:lapse:mfa',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: expect.closeTo(Date.now() / 1000, -2),
    });
  });

  it('without a second factor says so', async () => {
    const { issuer, verified } = await startProvider();

    const { accessToken } = await createBrowser(issuer)('ada');

    expect(await verified(accessToken)).toMatchObject({ acr: 'urn:lapse:pwd', amr: ['pwd'] });
  });

  it('is asked for once per session, and again for a second factor', async () => {
    const { issuer } = await startProvider();
    const signIn = createBrowser(issuer);

    const first = await signIn('ada');
    const second = await signIn('ada');
    const stepUp = await signIn('ada', { mfa: true, acr_values: 'urn:lapse:mfa' });
    const after = await signIn('ada', { acr_values: 'urn:lapse:mfa' });

    expect([first.asked, second.asked, stepUp.asked, after.asked]).toEqual([1, 0, 1, 0]);
    expect(decodeJwt(after.accessToken).acr).toBe('urn:lapse:mfa');
  });

  it('with a security key is more than a second factor, and is asked for where a role takes nothing else', async () => {
    const { issuer, mint, verified } = await startProvider();
    const signIn = createBrowser(issuer);

    await signIn('ada', { mfa: true });
    const stepUp = await signIn('ada', { phr: true, acr_values: 'phr' });
    const after = await signIn('ada', { acr_values: 'urn:lapse:mfa' });

    expect([stepUp.asked, after.asked]).toEqual([1, 0]);
    expect(decodeJwt(after.accessToken)).toMatchObject({ acr: 'phr', amr: ['hwk', 'pin', 'mfa'] });
    expect(await verified(await mint({ subject: 'ada', acr: 'phr' }))).toMatchObject({ acr: 'phr' });
  });

  it('is asked for again when it is longer ago than max_age', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { issuer } = await startProvider();
    const signIn = createBrowser(issuer);
    const before = await signIn('ada');

    vi.setSystemTime(Date.now() + 10 * 60_000);
    const after = await signIn('ada', { max_age: '60' });

    expect(after.asked).toBe(1);
    expect(Number(decodeJwt(after.accessToken).auth_time) - Number(decodeJwt(before.accessToken).auth_time)).toBe(600);
  });

  it('as somebody else ends the session of the one before', async () => {
    const { issuer } = await startProvider();
    const signIn = createBrowser(issuer);
    await signIn('ada');

    const { accessToken } = await signIn('grace', { max_age: '0' });

    expect(decodeJwt(accessToken).sub).toBe('grace');
  });

  it('can be refreshed and stays as strong as it was', async () => {
    const { issuer } = await startProvider();
    const { refreshToken } = await createBrowser(issuer)('ada', { mfa: true });
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: 'lapse-web',
    });

    const tokens = Object(await (await fetch(`${issuer}/token`, { method: 'POST', body })).json());

    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: 'ada', acr: 'urn:lapse:mfa' });
  });

  it.each([
    ['without PKCE', { code_challenge: '' }],
    ['for a page of another machine', { redirect_uri: 'https://evil.example.test/' }],
  ])('is refused %s', async (_, change) => {
    const { issuer } = await startProvider();
    const query = { client_id: 'lapse-web', response_type: 'code', redirect_uri: CALLBACK, scope: 'openid' };
    const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };

    const answer = await fetch(`${issuer}/auth?${new URLSearchParams({ ...query, ...pkce, ...change })}`, {
      redirect: 'manual',
    });

    expect(answer.headers.get('location') ?? 'error=refused').toContain('error=');
  });
});

describe('a workload', () => {
  const credentials = { grant_type: 'client_credentials', client_id: 'mailbox-admin-center', client_secret: 'local' };
  const ask = async (issuer: string, fields: Record<string, string>) =>
    Object(await (await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(fields) })).json());

  it('gets a token of its own that says nothing about a second factor', async () => {
    const { issuer, verified } = await startProvider();

    const { access_token: token } = await ask(issuer, { ...credentials, scope: 'access:evaluate' });

    const claims = await verified(token);
    expect(claims).toMatchObject({
      sub: 'mailbox-admin-center',
      client_id: 'mailbox-admin-center',
      scope: 'access:evaluate',
    });
    expect(claims).not.toHaveProperty('amr');
  });

  it('gets nothing with a wrong secret', async () => {
    const { issuer } = await startProvider();

    expect(await ask(issuer, { ...credentials, client_secret: 'x' })).toMatchObject({ error: 'invalid_client' });
  });
});

describe('a minted token', () => {
  it('is what signing in would have given, as long ago as wished', async () => {
    const { mint, verified } = await startProvider();

    const claims = await verified(await mint({ subject: 'grace', mfa: true, authenticatedMinutesAgo: 30 }));

    expect(claims).toMatchObject({ sub: 'grace', acr: 'urn:lapse:mfa', amr: ['pwd', 'otp', 'mfa'] });
    expect(Number(claims.iat) - Number(claims.auth_time)).toBe(1800);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
  });

  it('of a workload carries the scope of evaluation', async () => {
    const { mint, verified } = await startProvider();

    const claims = await verified(await mint({ subject: 'mailbox-admin-center' }));

    expect(claims).toMatchObject({ client_id: 'mailbox-admin-center', scope: 'access:evaluate' });
    expect(claims).not.toHaveProperty('amr');
  });

  it('is good after a restart with the same data folder', async () => {
    const folder = temporaryFolder();
    const before = await startProvider(folder);
    const after = await startProvider(folder);

    const token = await before.mint({ subject: 'ada' });

    const keySet = createRemoteJWKSet(new URL(Object(after.discovery).jwks_uri));
    await expect(jwtVerify(token, keySet)).resolves.toBeDefined();
  });
});
