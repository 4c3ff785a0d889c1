import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface TinyFunction {
  /** Source of the bundle's `index.mjs`. */
  readonly source: string;
  readonly environment?: Record<string, unknown>;
  /** Below `functions`, without its ending. */
  readonly file?: string;
  /** Seconds. */
  readonly timeout?: number;
}

export interface TinyTemplate {
  readonly resources?: Record<string, { Type: string; Properties?: object }>;
  /** By logical id. */
  readonly functions?: Record<string, TinyFunction>;
  readonly more?: object;
}

/** Writes a synthesized stack by hand, as the CDK would have written it; answers its folder. */
export function writeTemplate({ resources = {}, functions = {}, more = {} }: TinyTemplate): string {
  const folder = temporaryFolder();
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Lapse.template.json' } };
  const lambdas = Object.entries(functions).map(([id, tiny]) => [id, writeFunction(folder, id, tiny)]);
  const template = { Resources: { ...resources, ...Object.fromEntries(lambdas) }, ...more };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: { Lapse: artifact } }));
  writeFileSync(join(folder, 'Lapse.template.json'), JSON.stringify(template));
  return folder;
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function writeFunction(folder: string, id: string, { source, environment = {}, timeout = 3, file }: TinyFunction) {
  mkdirSync(join(folder, `asset.${id}`));
  writeFileSync(join(folder, `asset.${id}`, 'index.mjs'), source);
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${id}.zip` },
      Handler: 'index.handler',
      ...(file && { Description: `functions/${file}` }),
      Timeout: timeout,
      Environment: { Variables: environment },
    },
  };
}
