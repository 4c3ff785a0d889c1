import { parseArgs } from 'node:util';
import { seedDemoOrganization } from '#infra/local/demo-organization';
import type { FunctionLog } from '#infra/local/functions';
import { people, workloads } from '#infra/local/people';
import { startLocalStack } from '#infra/local/stack';
import { setup, TEST_BUILD } from '#test/support/build-once';
import { refuseLoggedSecrets, secretsInMails } from '#test/support/secrets';
import { type FuzzReport, runFuzz } from './run-fuzz.ts';

const MOST_SHOWN = 20;

/** `npm run fuzz`: random requests from the OpenAPI document against one running local stack; the same seed repeats them. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { requests: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  const [seed, requests] = [Number(values.seed), Number(values.requests)];
  console.log(`Fuzz: ${requests} requests, seed ${seed}.`);
  await setup();
  const logs: FunctionLog[] = [];
  const stack = await startLocalStack({
    ...{ folder: TEST_BUILD, port: 0, people, workloads, seed: seedDemoOrganization },
    onLog: (entry) => logs.push(entry),
  });
  try {
    const started = performance.now();
    const report = await runFuzz(stack, { seed, requests, onProgress: (done) => console.log(`  ${done} sent`) });
    show(report);
    refuseLoggedSecrets(logs, secretsInMails(stack.mails()));
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${requests} requests in ${seconds} s, seed ${seed}: ${report.findings.length} findings.`);
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

function show({ counts, findings }: FuzzReport): void {
  for (const [operation, statuses] of [...counts].sort(([a], [b]) => a.localeCompare(b))) {
    const told = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}×${times}`);
    console.log(`  ${operation.padEnd(24)} ${told.join('  ')}`);
  }
  for (const { place, caller, operation, what, request } of findings.slice(0, MOST_SHOWN)) {
    const { method, path, headers, body = '' } = request;
    const sent = { ...headers, ...(headers.authorization ? { authorization: '…' } : {}) };
    console.error(
      `\n${place}: ${operation} by ${caller} ${what.slice(0, 900)}\n  ${method} ${path.slice(0, 300)}\n  ${JSON.stringify(sent)}\n  ${body.slice(0, 800)}`,
    );
  }
}

process.exitCode = await main();
