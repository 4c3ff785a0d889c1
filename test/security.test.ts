import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const files = [...new Set([...text.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file))];
const cases = [...new Set([...text.matchAll(/\bT-\d\d\b/g)].map(([id]) => id))];

/** What tests against the running stack are called, and the groups they stand in; a comment that names an id proves nothing. */
const titles = globSync('test/journeys/*.test.ts', { cwd: ROOT })
  .flatMap((file) => readFileSync(join(ROOT, file), 'utf8').split('\n'))
  .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line) && /['"`].*\bT-\d\d\b.*['"`]/.test(line));

/** Sections of ASVS 5.0, in their order. */
const chapters = Array.from({ length: 17 }, (_, place) => `V${place + 1}`);

describe('SECURITY.md', () => {
  it('names tests that are there', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('claims cases that were tried against the running stack, by a test that carries them in its title', () => {
    expect(cases.length).toBeGreaterThan(25);
    expect(cases.filter((id) => !titles.some((title) => title.includes(id)))).toEqual([]);
  });

  it.each(chapters)('says of ASVS %s what shows it, or why it does not apply', (chapter) => {
    const row = text.split('\n').find((line) => line.startsWith(`| ${chapter} `));

    expect(row).toMatch(/`test\/.+`|does not apply/);
  });

  it('is short enough to be read', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  });
});
