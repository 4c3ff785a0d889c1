import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyExport } from '#shared/audit/verify-export';
import { withLocalStack } from '#test/support/local-stack';
import { askForExchange } from '#test/support/story';

/** What `npm run audit:verify` says, and its exit code. */
async function verify(...args: string[]) {
  const said: string[] = [];
  const code = await verifyExport(args, (line) => said.push(line));
  return { code, said };
}

describe('the sealed audit of a running stack', () => {
  it('verifies offline, until somebody changes a word of it (T-43)', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'lapse-data-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true }));
    const stack = await withLocalStack({ dataFolder });
    const id = await askForExchange(stack);
    await stack.advance(60);

    const folder = join(dataFolder, 'audit');
    const before = await verify(folder);
    const [archive] = globSync('events/*.jsonl', { cwd: folder }).filter((file) =>
      readFileSync(join(folder, file), 'utf8').includes(id),
    );
    const file = join(folder, archive ?? '');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"actor":{"id":"ada"', '"actor":{"id":"mallory"'));

    expect(before).toEqual({ code: 0, said: [expect.stringMatching(/^\d+ events, \d+ checkpoints, 0 findings$/)] });
    expect(await verify(folder)).toEqual({
      code: 1,
      said: [expect.stringContaining(`changed  activation:${id} #1`), expect.stringMatching(/ 1 findings$/)],
    });
  });

  it('verifies offline as it is exported over HTTP', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'lapse-data-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true }));
    const stack = await withLocalStack({ dataFolder });
    await askForExchange(stack);
    await stack.advance(60);

    const { text } = await stack.as('grace').get('/v1/audit?limit=1000', { accept: 'application/x-ndjson' });
    const file = join(dataFolder, 'export.jsonl');
    writeFileSync(file, text);

    expect(await verify('--export', file, join(dataFolder, 'audit'))).toEqual({
      code: 0,
      said: [expect.stringMatching(/ 0 findings$/)],
    });
  });

  it('cannot be verified where there is nothing', async () => {
    expect((await verify(tmpdir())).code).toBe(2);
    expect((await verify()).code).toBe(2);
  });
});
