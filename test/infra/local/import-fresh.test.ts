import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { importFresh } from '#infra/local/import-fresh';

/** A bundle as esbuild splits it: what it remembers lies in a chunk, another part of it is loaded when it is first used. */
const files = {
  'index.mjs': "export { remembered } from './chunk.mjs'; export const late = () => import('./late.mjs');",
  'chunk.mjs': 'export const remembered = {};',
  'late.mjs': "export { remembered } from './chunk.mjs';",
};
const folder = mkdtempSync(join(tmpdir(), 'asset.'));
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
const bundle = pathToFileURL(join(folder, 'index.mjs'));

describe('a bundle that is loaded by two stacks of one process', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shares nothing between them, not even what lies in its chunks', async () => {
    const [one, other] = [await importFresh(bundle), await importFresh(bundle)];

    expect(one.remembered).not.toBe(other.remembered);
  });

  it('is one whole for each: what is loaded later finds what was there before', async () => {
    const { remembered, late } = await importFresh(bundle);

    expect(late).toBeTypeOf('function');
    expect(Object(typeof late === 'function' && (await late())).remembered).toBe(remembered);
  });
});
