import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { documentationHeaders, documentationPage } from '#shared/http/documentation-page';
import { openApiDocument } from '#shared/http/openapi';
import type { Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';

const page = documentationPage(openApiDocument('https://lapse.example', '2026-12-01T09:00:00.000Z'));
const policy = documentationHeaders['content-security-policy'];

describe('the documentation to read', () => {
  it.each(Object.entries<Route>(routes))('has a place for %s, and a way to it', (operation, { method, path }) => {
    const shown = `${method === 'ANY' ? 'GET' : method} ${path}`;

    expect(page).toContain(`<article id="${operation}">\n<h3>${shown}</h3>`);
    expect(page).toContain(`<a href="#${operation}">${shown}</a>`);
  });

  it('shows how a route is called', () => {
    const [, example = ''] = /<article id="decide">.*?<pre>(.*?)<\/pre>/s.exec(page) ?? [];

    expect(example).toContain('curl -X POST &quot;https://lapse.example/v1/activations/$ID/decisions&quot;');
    expect(example).toContain('authorization: Bearer $TOKEN');
    expect(example).toContain(
      '{&quot;decision&quot;:&quot;approve&quot;,&quot;justification&quot;:&quot;Go ahead&quot;}',
    );
  });

  it('says in an example what version a PUT saves over', () => {
    const [, example = ''] = /<article id="putSettings">.*?<pre>(.*?)<\/pre>/s.exec(page) ?? [];

    expect(example).toContain('curl -X PUT &quot;https://lapse.example/v1/roles/$ID/settings&quot;');
    expect(example).toContain('-H &#39;if-match: &quot;0&quot;&#39;');
  });

  it('shows as code what its words name, and no backtick', () => {
    expect(page).toContain('A list takes <code>limit</code> and <code>cursor</code>');
    expect(page.replaceAll(/<(pre|code)>.*?<\/\1>/gs, '')).not.toContain('`');
  });

  it('shows the fields of bodies and answers, and leads to schemas that have a name', () => {
    expect(page).toMatch(/<code>durationMinutes\?<\/code> integer/);
    expect(page).toContain('<a href="#schema-Activation">Activation</a>');
    expect(page).toContain('<article id="schema-Activation">');
  });

  it('has a target for each of its links', () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);

    expect(targets.length).toBeGreaterThan(20);
    expect(targets.filter((target) => !page.includes(`id="${target}"`))).toEqual([]);
  });

  it('runs no script, and loads nothing from anywhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<form|@import|url\(| on\w+=|style="/i);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'none'; frame-ancestors 'none'/);
    expect(policy).not.toContain('script-src');
  });

  it('has the very style its policy names', () => {
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];

    expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
  });
});
