import { afterEach, describe, expect, it, vi } from 'vitest';
import { serve } from '#test/infra/local/services';
import { NOON } from '#test/support/activations';
import { type Issuer, startIssuer, verifierOf } from './an-issuer.ts';

const DISCOVERY = '/.well-known/openid-configuration';
afterEach(() => vi.useRealTimers());

describe('the keys of an issuer', () => {
  it('are fetched once, by discovery', async () => {
    const issuer = await startIssuer();
    const verify = verifierOf(issuer);

    for (let round = 0; round < 5; round += 1) await verify(await issuer.token(), NOON);

    expect(issuer.asked).toEqual([DISCOVERY, '/jwks']);
  });

  it('are fetched anew when a token comes with a new one, and at the latest after an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const issuer = await startIssuer();
    const verify = verifierOf(issuer);
    await verify(await issuer.token(), NOON);
    const successor = await startIssuer({ kid: 'key-2' });
    const claims = { iss: issuer.issuer };

    vi.setSystemTime(Date.now() + 60_000);
    issuer.answers['/jwks'] = { keys: [issuer.jwk, successor.jwk] };
    const byNewKey = await verify(await successor.token({ claims }), NOON);
    issuer.answers['/jwks'] = { keys: [successor.jwk] };
    const kept = await verify(await issuer.token(), NOON);
    vi.setSystemTime(Date.now() + 60 * 60_000);
    const takenBack = await verify(await issuer.token(), NOON);

    expect([byNewKey, kept]).toMatchObject([{ sub: 'ada' }, { sub: 'ada' }]);
    expect(takenBack).toBeUndefined();
    expect(issuer.asked).toEqual([DISCOVERY, '/jwks', '/jwks', '/jwks']);
  });

  it('are not asked for again and again by tokens with keys nobody knows', async () => {
    const issuer = await startIssuer();
    const verify = verifierOf(issuer);

    for (const kid of ['a', 'b', 'c']) await verify(await issuer.token({ header: { kid } }), NOON);

    expect(issuer.asked).toEqual([DISCOVERY, '/jwks']);
  });

  it.each<[string, (issuer: Issuer) => unknown]>([
    ['there is no discovery document', ({ answers }) => delete answers[DISCOVERY]],
    [
      'the document is that of another issuer',
      ({ answers, issuer }) =>
        Object.assign(answers, { [DISCOVERY]: { issuer: 'https://other.example', jwks_uri: `${issuer}/jwks` } }),
    ],
    [
      'the document is that of the issuer with a slash',
      ({ answers, issuer }) =>
        Object.assign(answers, { [DISCOVERY]: { issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` } }),
    ],
    [
      'the keys would come without TLS',
      ({ answers, issuer }) =>
        Object.assign(answers, { [DISCOVERY]: { issuer, jwks_uri: 'http://keys.example/jwks' } }),
    ],
    [
      'the keys would come from a file',
      ({ answers, issuer }) => Object.assign(answers, { [DISCOVERY]: { issuer, jwks_uri: 'file:///etc/passwd' } }),
    ],
    ['the document is none', ({ answers }) => Object.assign(answers, { [DISCOVERY]: 'gone' })],
    ['there are no keys', ({ answers }) => delete answers['/jwks']],
    ['the keys are none', ({ answers }) => Object.assign(answers, { '/jwks': { keys: 'none' } })],
    ['nobody answers', ({ close }) => close()],
  ])('cannot be fetched when %s: nobody is let in, and nobody can say why not', async (_, spoil) => {
    const issuer = await startIssuer();
    await spoil(issuer);

    await expect(verifierOf(issuer)(await issuer.token(), NOON)).rejects.toMatchObject({
      name: 'KeysUnavailable',
      message: `The keys of ${issuer.issuer} cannot be fetched.`,
    });
  });

  it('are not looked for where a redirection leads', async () => {
    const issuer = await startIssuer();
    const { origin } = await serve((_, response) => response.end(JSON.stringify(issuer.answers[DISCOVERY])));
    issuer.answers[DISCOVERY] = (response: { writeHead(status: number, headers: object): { end(): void } }) =>
      response.writeHead(302, { location: origin }).end();

    await expect(verifierOf(issuer)(await issuer.token(), NOON)).rejects.toThrow('cannot be fetched');
  });

  it('that could not be fetched are not asked for by every token that comes', async () => {
    const issuer = await startIssuer();
    delete issuer.answers[DISCOVERY];
    const verify = verifierOf(issuer);

    for (let round = 0; round < 3; round += 1)
      await expect(verify(await issuer.token(), NOON)).rejects.toThrow('cannot be fetched');

    expect(issuer.asked).toEqual([DISCOVERY]);
  });

  it('are asked for again soon after a failure', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const issuer = await startIssuer();
    const verify = verifierOf(issuer);
    const { [DISCOVERY]: document } = issuer.answers;
    delete issuer.answers[DISCOVERY];
    await expect(verify(await issuer.token(), NOON)).rejects.toThrow('cannot be fetched');

    issuer.answers[DISCOVERY] = document;
    vi.setSystemTime(Date.now() + 10_000);

    expect(await verify(await issuer.token(), NOON)).toMatchObject({ sub: 'ada' });
  });
});
