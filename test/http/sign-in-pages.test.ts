import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import { approvalsPage } from '#shared/http/approvals-page';
import { joinPage } from '#shared/http/join-page';

const at = (name: string) => ({
  authorizationEndpoint: `https://${name}.example/authorize`,
  tokenEndpoint: `https://token.${name}.example/token`,
  ...{ clientId: 'lapse-web', scope: 'openid', acrValues: 'urn:lapse:mfa' },
});
const able = (name: string) => {
  const issuer = `https://${name}.example`;
  return { issuer, signIn: { issuer, offer: async () => at(name) } };
};
const silent = {
  issuer: 'https://silent.example',
  signIn: {
    issuer: 'https://silent.example',
    offer: () => Promise.reject(new Refusal('identity_provider_unreachable')),
  },
};
const withoutClient = { issuer: 'https://other.example/</script>' };
const issuers = [able('us'), able('partner'), silent, withoutClient];

describe.each([
  ['redeems invitations', joinPage],
  ['lists what waits for an approver', approvalsPage],
])('the page that %s', (_, show) => {
  const sourcesOf = (headers: Readonly<Record<string, string>>, directive: string) =>
    new RegExp(`${directive} ([^;]*)`).exec(headers['content-security-policy'] ?? '')?.[1];

  it('runs its own script and style alone, which the policy names by their hashes', async () => {
    const { headers, body } = await show({}, issuers);

    for (const [element, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const [source = ''] = (body.split(`<${element}>`)[1] ?? '').split(`</${element}>`);
      const hash = createHash('sha256').update(source).digest('base64');
      expect(sourcesOf(headers, directive)).toBe(`'sha256-${hash}'`);
    }
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('talks to issuers only when somebody comes back from one', async () => {
    const opened = await show({ state: 'x' }, issuers);
    const back = await show({ code: 'x', state: 'y' }, issuers);

    expect(sourcesOf(opened.headers, 'connect-src')).toBe("'self'");
    expect(sourcesOf(back.headers, 'connect-src')).toBe(
      "'self' https://token.us.example https://token.partner.example",
    );
    expect(back.body).toBe(opened.body);
  });

  it('knows how to sign in at each issuer, or why nobody can, and lets no issuer end its element', async () => {
    const { body } = await show({}, issuers);
    const [, data = ''] = /<script type="application\/json" id="offers">([\s\S]*?)<\/script>/.exec(body) ?? [];

    expect(JSON.parse(data)).toEqual([
      { issuer: 'https://us.example', ...at('us') },
      { issuer: 'https://partner.example', ...at('partner') },
      { issuer: 'https://silent.example', lacking: 'answer' },
      { issuer: 'https://other.example/</script>', lacking: 'client' },
    ]);
  });

  it('writes text and never markup, keeps what a sign-in takes alone, and has no inline handlers or styles', async () => {
    const { body } = await show({}, []);

    expect(body).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|localStorage|cookie|indexedDB|console/,
    );
    expect(body).not.toMatch(/\ssrc=|\shref=|\saction=|\son\w+=|\sstyle=|@import/i);
    expect(new Set([...body.matchAll(/sessionStorage\.\w+\((\w+)/g)].map(([, key]) => key))).toEqual(new Set(['KEPT']));
  });
});
