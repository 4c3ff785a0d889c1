import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyExport } from '#shared/audit/verify-export';
import { type TestStack, withLocalStack } from '#test/support/local-stack';
import { ask, askForExchange, decide } from '#test/support/story';

/** What `npm run audit:verify` says, and its exit code. */
async function verify(...args: string[]) {
  const said: string[] = [];
  const code = await verifyExport(args, (line) => said.push(line));
  return { code, said };
}

const KEY = expect.stringMatching(/^Nobody said whose signature counts .+\(SHA-256 [0-9a-f]{64}\)\.$/);
const SOUND = expect.stringMatching(/^\d+ events, \d+ checkpoints, 0 findings$/);

/** `GET /v1/audit` as JSON lines, page after page as `Link` leads. */
async function exportAudit(stack: TestStack): Promise<string[]> {
  const lines: string[] = [];
  let next: string | undefined = '/v1/audit?limit=20';
  while (next) {
    const { text, headers } = await stack.as('alan').get(next, { accept: 'application/x-ndjson' });
    lines.push(...text.split('\n').filter(Boolean));
    [, next] = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
  }
  return lines;
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

    expect(before).toEqual({ code: 0, said: [KEY, SOUND] });
    expect(await verify(folder)).toEqual({
      code: 1,
      said: [KEY, expect.stringContaining(`changed  activation:${id} #1`), expect.stringMatching(/ 1 findings$/)],
    });
  });

  it('verifies as it is exported over HTTP, all pages, also behind the last checkpoint, until a line is missing', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'lapse-data-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true }));
    const stack = await withLocalStack({ dataFolder });
    const id = await askForExchange(stack);
    expect((await decide(stack, 'grace', id, 'approve')).status).toBe(200);
    await stack.settled();
    await stack.advance(120);
    const folder = join(dataFolder, 'audit');
    await ask(stack, 'margaret', { items: [{ roleId: 'user-administrator' }], justification: 'After the seal' });

    const file = join(dataFolder, 'events.jsonl');
    const lines = await exportAudit(stack);
    writeFileSync(file, lines.join('\n'));
    const whole = await verify('--export', file, folder);
    const isApproval = (line: string) => line.includes('"activation.approved"') && line.includes(id);
    const removed = JSON.parse(lines.find(isApproval) ?? '{}');
    writeFileSync(file, lines.filter((line) => !isApproval(line)).join('\n'));

    expect(whole).toEqual({ code: 0, said: [KEY, SOUND] });
    expect(await verify('--export', file, folder)).toEqual({
      code: 1,
      said: [
        KEY,
        `removed  activation:${id} #${removed.seq}  Event ${removed.seq} is missing.`,
        expect.stringMatching(/ 1 findings$/),
      ],
    });
  });

  it('cannot be verified where there is nothing', async () => {
    expect((await verify(tmpdir())).code).toBe(2);
    expect((await verify()).code).toBe(2);
  });
});
