import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUNDLES, bundle, listFunctions } from '#infra/bundle';
import { apiFunctions, type Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';

const again = mkdtempSync(join(tmpdir(), 'lapse-bundles-'));
const contentOf = (outdir: string) =>
  Object.fromEntries(
    readdirSync(outdir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(outdir.length + 1), readFileSync(file, 'utf8')]),
  );

beforeAll(() => bundle());
afterAll(() => rmSync(again, { recursive: true }));

describe('the bundles', () => {
  it('are one self-contained folder for each function', () => {
    const content = contentOf(BUNDLES);

    for (const path of listFunctions()) {
      const files = Object.keys(content).filter((file) => file.startsWith(`${path}/`));
      const imported = files.flatMap((file) =>
        [...(content[file] ?? '').matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)].map(([, target = '']) =>
          join(file, '..', target),
        ),
      );
      expect(files).toContain(`${path}/index.mjs`);
      expect(imported.filter((target) => !files.includes(target))).toEqual([]);
    }
  });

  it('are the same every time, so that nothing is deployed that did not change', async () => {
    await bundle(again);

    expect(contentOf(again)).toEqual(contentOf(BUNDLES));
  });

  it('never import node:http, which would load undici with it', () => {
    const importing = Object.entries(contentOf(BUNDLES)).filter(([, text]) =>
      /(from|import)\s*\(?"(node:)?http"/.test(text),
    );

    expect(importing.map(([file]) => file)).toEqual([]);
  });

  it('of the API hold the routes of their own function alone', () => {
    const content = contentOf(BUNDLES);

    for (const name of apiFunctions.filter((name) => name !== 'documentation')) {
      const text = Object.entries(content).flatMap(([file, text]) => (file.startsWith(`api/${name}/`) ? [text] : []));
      const held = Object.values<Route>(routes).filter(({ path }) =>
        text.some((one) => one.includes(`path:"${path}"`)),
      );
      expect([name, new Set(held.map((route) => route.function))]).toEqual([name, new Set([name])]);
    }
  });

  it('hold the client of AWS Organizations only where the tree is imported', () => {
    const holding = Object.entries(contentOf(BUNDLES)).filter(([, text]) => text.includes('AWSOrganizationsV20161128'));

    expect(holding.map(([file]) => file)).toEqual(['schedule/import-organization/index.mjs']);
  });

  it('load at most 300 KB before the first call, but for the seal, which can wait', () => {
    const sizes: Record<string, number> = JSON.parse(readFileSync(join(BUNDLES, 'sizes.json'), 'utf8'));
    const tooLarge = Object.entries(sizes).filter(([, bytes]) => bytes > 300 * 1024);

    expect(Object.keys(sizes)).toEqual(listFunctions());
    expect(tooLarge.map(([path]) => path)).toEqual(['schedule/seal-audit']);
  });
});
