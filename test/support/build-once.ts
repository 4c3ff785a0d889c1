import { globSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildTemplate } from '#infra/local/build-template';

const ROOT = join(import.meta.dirname, '../..');
/** The bundles and the template that journeys run on. */
export const TEST_BUILD = join(ROOT, '.lapse/test-cdk.out');
/** What the calls of a run asked of IAM, a file for each file of tests. */
export const RECORDED = join(ROOT, '.lapse/recorded-rights');

/** Runs once before all journeys: bundles and synthesizes what they run on, unless nothing has changed since. */
export async function setup(): Promise<void> {
  rmSync(RECORDED, { recursive: true, force: true });
  if (newestSource() < changedAt(join(TEST_BUILD, 'manifest.json'))) return;
  const fresh = `${TEST_BUILD}.${process.pid}`;
  try {
    await buildTemplate(fresh);
    rmSync(TEST_BUILD, { recursive: true, force: true });
    renameSync(fresh, TEST_BUILD);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Folders count too: their time tells of files that are gone. */
function newestSource(): number {
  const sources = globSync(['{functions,shared,infra}/**', 'package-lock.json'], { cwd: ROOT });
  return Math.max(...sources.map((file) => changedAt(join(ROOT, file))));
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
