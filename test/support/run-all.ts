import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';

/** `npm test`: every check there is, each told by name, and one closing line that counts them together with the tests. */

const checks = [
  { name: 'format and lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'dependency rules', script: 'rules' },
];

const Test = v.object({ status: v.string(), ancestorTitles: v.array(v.string()) });
const Report = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  success: v.boolean(),
  testResults: v.array(v.object({ assertionResults: v.array(Test) })),
});

function npmRun(script: string, args: readonly string[] = []): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script, '--', ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/** All at once: one of them uses one core only. */
async function runChecks(): Promise<{ passed: number; failed: number }> {
  const results = await Promise.all(
    checks.map(async ({ name, script }) => {
      const isFine = await npmRun(script);
      console.log(`${isFine ? 'ok    ' : 'FAILED'} ${name}`);
      return isFine;
    }),
  );
  const passed = results.filter((isFine) => isFine).length;
  return { passed, failed: checks.length - passed };
}

/** A file that does not load, or an error outside a test, fails the run without failing a test: it counts as one. */
async function runTests(): Promise<{ passed: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-test-'));
  const file = join(folder, 'report.json');
  const isGreen = await npmRun('vitest', ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  try {
    const report = v.parse(Report, JSON.parse(readFileSync(file, 'utf8')));
    tellSkipped(report);
    const outside = !isGreen && report.numFailedTests === 0 ? 1 : 0;
    return { passed: report.numPassedTests, failed: report.numFailedTests + outside };
  } catch {
    console.error('The tests wrote no report.');
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What this machine lacks something for is said, so that nobody takes it for tried. */
function tellSkipped({ testResults }: v.InferOutput<typeof Report>): void {
  const skipped = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'skipped' || status === 'pending');
  const groups = new Set(skipped.map(({ ancestorTitles: [group = 'no group'] }) => group));
  for (const group of groups) {
    const count = skipped.filter(({ ancestorTitles }) => ancestorTitles[0] === group).length;
    console.log(`skipped: ${group} (${count} tests); README says what they need`);
  }
}

// The tests begin with a build, which like most checks uses one core only.
const results = await Promise.all([runChecks(), runTests()]);
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
