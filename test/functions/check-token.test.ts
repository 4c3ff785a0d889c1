import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Issuer, startIssuer } from '#test/access-tokens/an-issuer';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The function as Lambda starts it, trusting these issuers. */
async function startFunction(...issuers: readonly Issuer[]) {
  const trusted = issuers.map(({ issuer }) => ({ issuer, audience: 'lapse' }));
  vi.stubEnv('TRUSTED_ISSUERS', JSON.stringify(trusted));
  const { handler } = await import('#functions/authorizer/check-token');
  return (...identitySource: string[]) => handler({ identitySource });
}

/** What the middleware of the API refuses before anything else. */
const NOBODY = { isAuthorized: true, context: { refused: 'invalid_token' } };
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

describe('the function API Gateway asks about a token', () => {
  it.each(['Bearer ', 'bearer ', ''])('vouches for issuer, subject and end of a good one: “%s”', async (scheme) => {
    const issuer = await startIssuer();
    const check = await startFunction(issuer);
    const exp = inAnHour();

    const answer = await check(`${scheme}${await issuer.token({ claims: { exp } })}`);

    expect(answer).toEqual({
      isAuthorized: true,
      context: { iss: issuer.issuer, sub: 'ada', exp: String(exp) },
    });
  });

  it.each([
    ['that has ended', (issuer: Issuer) => issuer.token({ claims: { exp: 1_000_000_000 } })],
    ['of an issuer nobody trusts', (issuer: Issuer) => issuer.token({ claims: { iss: 'https://evil.example' } })],
    ['that is none', async () => 'gibberish'],
    ['that is two', async (issuer: Issuer) => `${await issuer.token()}, Bearer ${await issuer.token()}`],
  ])('lets one %s through as nobody, and says nothing besides', async (_, makeToken) => {
    const issuer = await startIssuer();
    const check = await startFunction(issuer);

    expect(await check(`Bearer ${await makeToken(issuer)}`)).toEqual(NOBODY);
  });

  it('lets nobody through as nobody', async () => {
    expect(await (await startFunction(await startIssuer()))()).toEqual(NOBODY);
  });

  it('says neither yes nor no when the keys cannot be fetched, and names the issuer and no token', async () => {
    const issuer = await startIssuer();
    const check = await startFunction(issuer);
    await issuer.close();
    const token = await issuer.token({ claims: { exp: inAnHour() } });

    const failure = check(`Bearer ${token}`);

    await expect(failure).rejects.toThrow(`The keys of ${issuer.issuer} cannot be fetched.`);
    await expect(failure).rejects.not.toThrow(token);
  });

  it.each(['', '[]', '{}', '[{"issuer":"https://id.example"}]'])(
    'does not start when it is told nobody to trust: %s',
    async (trusted) => {
      vi.stubEnv('TRUSTED_ISSUERS', trusted);

      await expect(import('#functions/authorizer/check-token')).rejects.toThrow('TRUSTED_ISSUERS');
    },
  );
});
