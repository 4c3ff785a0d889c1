import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { context } from './synthesized.ts';

const ROOT = join(import.meta.dirname, '../..');

it("npx cdk synth writes the template of cdk.json's own app, and nothing it says is a warning", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-cdk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { app } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const settings = Object.entries({ ...context, alarmEmail: 'on-call@example.com' });
  const given = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The check by CloudFormation's own rules is left to settings.test.ts: it takes longer than all the rest.
  const command = ['cdk', 'synth', '--quiet', '--no-notices', '--app', `${app} --without-validation`];
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' };

  const run = promisify(execFile)('npx', [...command, '--output', join(folder, 'out'), ...given], { cwd: ROOT, env });
  const { stdout, stderr } = await run;

  expect(stdout + stderr).not.toMatch(/warning|deprecated/i);
  const { Resources } = JSON.parse(readFileSync(join(folder, 'out', 'Lapse.template.json'), 'utf8'));
  expect(Object.values(Resources)).toContainEqual(
    expect.objectContaining({
      Type: 'AWS::SNS::Subscription',
      Properties: expect.objectContaining({ Endpoint: 'on-call@example.com' }),
    }),
  );
}, 120_000);
