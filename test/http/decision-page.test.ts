import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decisionHeaders, decisionPage } from '#shared/http/decision-page';

const page = decisionPage('GET');
const policy = new Map(
  decisionHeaders['content-security-policy'].split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources.join(' ')];
  }),
);

describe('the decision page', () => {
  it('is an HTML page', () => {
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('is the same for everybody, whatever the address', () => {
    expect(decisionPage('GET')).toEqual(page);
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
    expect(page.body).not.toMatch(/https?:|\/\/|\ssrc=|\shref=|\saction=|\son\w+=|\sstyle=|url\(|@import/i);
  });

  it('writes text and never markup, and keeps nothing', () => {
    expect(page.body).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|localStorage|sessionStorage|cookie/,
    );
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
  });
});

describe('T-01: the decision page asked for in another way', () => {
  it('answers HEAD like GET, without the body', () => {
    expect(decisionPage('HEAD')).toEqual({ ...page, body: '' });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get'])('answers %s with 405', (method) => {
    const { status, headers, body } = decisionPage(method);

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
