import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildTemplate } from '#infra/local/build-template';

const ROOT = join(import.meta.dirname, '../..');
/** The bundles and the template that journeys run on. */
export const TEST_BUILD = join(ROOT, '.lapse/test-cdk.out');
/** What the calls of a run asked of IAM, a file for each file of tests. */
export const RECORDED = join(ROOT, '.lapse/recorded-rights');

/** Runs once before all tests that need a stack: bundles and synthesizes what they run on. */
export async function setup(): Promise<void> {
  rmSync(RECORDED, { recursive: true, force: true });
  await buildTemplate(TEST_BUILD);
}
