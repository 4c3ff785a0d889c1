import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import { decisionHeaders, decisionPage, pageOfRewritten } from '#shared/http/decision-page';

const page = await decisionPage('GET');
const policyOf = (headers: Readonly<Record<string, string>>) =>
  new Map(
    headers['content-security-policy']?.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
const policy = policyOf(decisionHeaders);

const offer = vi.fn(async () => ({
  authorizationEndpoint: 'https://id.example/authorize',
  tokenEndpoint: 'https://token.id.example/oauth/token?tenant=1',
  clientId: 'lapse-web',
  scope: 'openid',
  acrValues: 'urn:lapse:mfa',
}));
const signIn = { issuer: 'https://id.example', offer };
afterEach(() => {
  offer.mockClear();
});

describe('the decision page', () => {
  it('is an HTML page', () => {
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('is the same for everybody, whatever the address', async () => {
    expect(await decisionPage('GET', { utm: 'scanner', state: 'x' }, signIn)).toEqual(page);
    expect(offer).not.toHaveBeenCalled();
  });

  it.each([
    ['script', 'script-src'],
    ['style', 'style-src'],
  ])('has one %s of its own, which the policy allows by its hash and nothing else', (element, directive) => {
    const sources = [...page.body.matchAll(new RegExp(`<${element}([^>]*)>([^]*?)</${element}>`, 'g'))];

    expect(sources).toHaveLength(1);
    const [, attributes, source = ''] = sources[0] ?? [];
    expect(attributes).toBe('');
    expect(policy.get(directive)).toBe(`'sha256-${createHash('sha256').update(source).digest('base64')}'`);
  });

  it('fetches nothing from elsewhere and has no inline handlers or styles, which the policy would stop', () => {
    expect(page.body).not.toMatch(/https?:|\/\/|\ssrc=|\shref=|\saction=|\son\w+=|\sstyle=|(?<!new )\burl\(|@import/i);
  });

  it('writes text and never markup, and keeps nothing but what a sign-in takes, in this tab', () => {
    expect(page.body).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|localStorage|cookie|indexedDB|console/,
    );
    const kept = [...page.body.matchAll(/sessionStorage\.\w+\((\w+)/g)].map(([, key]) => key);
    expect(new Set(kept)).toEqual(new Set(['KEPT']));
  });

  it('names every control for those who cannot see it', () => {
    const inputs = [...page.body.matchAll(/<(?:input|textarea) id="([^"]+)"/g)].map(([, id]) => id);

    expect(inputs).toEqual(['match-code', 'justification']);
    expect(inputs.filter((id) => !page.body.includes(`<label for="${id}"`))).toEqual([]);
    expect(page.body).toContain('aria-live="polite"');
    expect(page.body).toContain('role="alert"');
  });

  it('tells people without scripts where else to decide', () => {
    expect(page.body).toMatch(/<noscript>.*inbox.*<\/noscript>/);
  });

  it('starts with nothing to press', () => {
    expect(page.body).toMatch(/<button type="submit"[^>]* disabled>/);
    expect(page.body).toMatch(/<form [^>]* hidden>/);
    expect(page.body).toMatch(/<button type="button" id="renew" hidden>/);
    expect(page.body).toMatch(/<button type="button" id="sign-in" hidden>/);
  });
});

describe('a link whose # a mail gateway wrote as %23', () => {
  it.each([
    ['decide', 'decide#head.claims.signature'],
    ['decide', 'decide%23head.claims.signature'],
    ['decide', 'DECIDE%23x'],
    ['join', 'join#prn_linus.AAAAAAAAAAAAAAAAAAAAAA'],
    ['join', 'Join%23prn_linus.AAAAAAAAAAAAAAAAAAAAAA'],
  ])('is for the same page, %s: %s', (expected, link) => {
    expect(pageOfRewritten(link)).toBe(expected);
  });

  it.each(['', 'decide', 'decided#x', 'xdecide#x', 'join', 'joint#x', 'approvals#x', 'favicon.ico'])(
    'is not any other path: “%s”',
    (link) => {
      expect(() => pageOfRewritten(link)).toThrow(expect.objectContaining({ code: 'page_not_found' }));
    },
  );
});

describe('the page on the way back from a sign-in', () => {
  it('is the same page, which may talk to where the code is exchanged and to nobody else', async () => {
    const back = await decisionPage('GET', { code: 'x', state: 'y' }, signIn);

    expect(back.body).toBe(page.body);
    const expected = new Map(policy).set('connect-src', "'self' https://token.id.example");
    expect(policyOf(back.headers)).toEqual(expected);
  });

  it.each([
    ['where nobody can sign in', undefined],
    [
      'while the identity provider cannot be reached',
      { ...signIn, offer: () => Promise.reject(new Refusal('identity_provider_unreachable')) },
    ],
  ])('talks to its own origin alone %s', async (_, unable) => {
    expect(await decisionPage('GET', { code: 'x', state: 'y' }, unable)).toEqual(page);
  });
});

describe('T-01: the decision page asked for in another way', () => {
  it('answers HEAD like GET, without the body', async () => {
    expect(await decisionPage('HEAD')).toEqual({ ...page, body: '' });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get'])('answers %s with 405', async (method) => {
    const { status, headers, body } = await decisionPage(method);

    expect(status).toBe(405);
    expect(JSON.parse(body)).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      detail: expect.stringContaining('GET'),
    });
    expect(headers).toMatchObject({
      ...decisionHeaders,
      allow: 'GET, HEAD',
      'content-type': 'application/problem+json',
    });
  });
});

describe('T-07: the headers of the decision page', () => {
  it.each([
    ['default-src', "'none'"],
    ['connect-src', "'self'"],
    ['form-action', "'none'"],
    ['frame-ancestors', "'none'"],
    ['base-uri', "'none'"],
  ])('allow no more than %s %s', (directive, sources) => {
    expect(policy.get(directive)).toBe(sources);
  });

  it.each([
    ['referrer-policy', 'no-referrer'],
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['x-robots-tag', 'noindex, nofollow'],
  ])('say %s: %s', (name, value) => {
    expect(page.headers[name]).toBe(value);
  });

  it('demand HTTPS for two years', () => {
    expect(page.headers['strict-transport-security']).toMatch(/^max-age=63072000/);
  });
});
