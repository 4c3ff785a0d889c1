import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '#shared/http/openapi';

const run = promisify(execFile);
const MODULES = join(import.meta.dirname, '../../node_modules');
const folder = mkdtempSync(join(tmpdir(), 'lapse-openapi-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = JSON.stringify(openApiDocument('https://lapse.example', '2026-12-01T09:00:00.000Z'));

/** What a program in TypeScript does with an activation: each status has its own fields, and no others. */
const use = `import type { components } from './lapse.ts';
type Activation = components['schemas']['Activation'];
export function until(activation: Activation): string {
  switch (activation.status) {
    case 'pending_approval': return activation.approval.deadline;
    case 'active': return activation.endsAt;
    case 'ended': return activation.outcome + activation.endedAt;
    default: return activation.requestedAt;
  }
}
`;
const wrong = `import type { components } from './lapse.ts';
export const until = (activation: components['schemas']['Activation']): string => activation.endsAt;
`;

async function compile(source: string): Promise<string> {
  writeFileSync(join(folder, 'use.ts'), source);
  const tsc = join(MODULES, 'typescript-7/bin/tsc');
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--allowImportingTsExtensions',
    '--module',
    'nodenext',
    '--types',
    '',
  ];
  try {
    await run(process.execPath, [tsc, ...flags, join(folder, 'use.ts')]);
    return '';
  } catch (error) {
    return String(Object(error).stdout);
  }
}

describe('the OpenAPI document, in the tools of others', () => {
  it('gives the linter of Redocly nothing to warn of', async () => {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, text);
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

    const { stderr } = await run(process.execPath, [join(MODULES, '@redocly/cli/bin/cli.js'), 'lint', file], { env });

    expect(stderr).toContain('Your API description is valid');
    expect(stderr).not.toMatch(/warning/i);
  });

  it('becomes types that narrow an activation by its status', async () => {
    writeFileSync(join(folder, 'lapse.ts'), astToString(await openapiTypescript(text)));

    expect(await compile(use)).toBe('');
    expect(await compile(wrong)).toContain("Property 'endsAt' does not exist on type");
  });
});
