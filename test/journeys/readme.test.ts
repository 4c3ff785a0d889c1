import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freePorts } from '#test/support/free-ports';
import { withLocalStack } from '#test/support/local-stack';

const run = promisify(execFile);
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = '']) => block);

/** What somebody sees who pastes every block of the README into one terminal, one after the other. */
async function paste(port: number): Promise<string> {
  const { stdout } = await run('bash', ['-eu', '-o', 'pipefail', '-c', blocks.join('\n')], {
    env: { ...process.env, PORT: String(port) },
    maxBuffer: 10_000_000,
  });
  return stdout;
}

const refusals = (said: string) => [...said.matchAll(/"status":\d{3},"code":"(\w+)"/g)].map(([, code]) => code);
const verdicts = (said: string) => [...said.matchAll(/"decision":(true|false)/g)].map(([, decision]) => decision);

it('every block of the README does what it says, twice, at a port that is not the usual one', {
  timeout: 120_000,
}, async () => {
  const port = await freePorts();
  await withLocalStack({ port });

  for (const each of [await paste(port), await paste(port)]) {
    expect(refusals(each)).toEqual(['mfa_required']);
    expect(verdicts(each)).toEqual(['false', 'true', 'false']);
    expect(each).toContain('"outcome":"pending_approval"');
    expect(each).toContain('"reason":"Freeze of all changes"');
    expect(each).toMatch(/^principal\.id,/m);
  }
});
