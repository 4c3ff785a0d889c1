import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const GUARD = './infra/needs-node.cjs';

/** Runs a script under the guard as if Node were of that version. */
function under(version: string): Promise<{ code: unknown; stderr: string }> {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('${GUARD}')`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', pretend], { cwd: ROOT }, (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

describe('a Node that is too old', () => {
  it.each(['18.20.8', '20.20.2', '22.17.1'])('%s is told so in one sentence', async (version) => {
    expect(await under(version)).toEqual({
      code: 1,
      stderr: `Lapse needs Node 22.18 or newer, and this is ${version}: https://nodejs.org\n`,
    });
  });

  it.each(['22.18.0', '24.0.0', '26.1.0'])('is not %s', async (version) => {
    expect(await under(version)).toEqual({ code: 0, stderr: '' });
  });

  it('is looked for before each script that is TypeScript, and before a deployment', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const { app } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
    const first = [app, ...Object.values<string>(scripts)].filter((script) => /^node .*\.ts\b/.test(script));

    expect(first.length).toBeGreaterThan(8);
    expect(first.filter((script) => !script.startsWith(`node -r ${GUARD} `))).toEqual([]);
  });
});
