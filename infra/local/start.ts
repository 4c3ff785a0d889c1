import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { buildTemplate } from './build-template.ts';
import { openDataFolder } from './data-folder.ts';
import { wantedPorts } from './kept-state.ts';
import { people, workloads } from './people.ts';
import { openPorts, PortInUse } from './ports.ts';
import type { LocalStack } from './stack.ts';
import { DEFAULT_PORT } from './template-origins.ts';

const WORK_FOLDER = join(import.meta.dirname, '../../.lapse');
const HIGHEST_PORT = 65_532;

/** `npm start [-- --data DIR]`: Lapse on this machine until Ctrl-C. */
async function main(): Promise<void> {
  // Short-lived objects would otherwise spread over 64 MB before anybody collects them. Said before there are any, as
  // what the heap has taken it does not give back.
  setFlagsFromString('--semi-space-growth-factor=1');
  let stack: LocalStack | undefined;
  const build = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      build.abort();
      void (stack?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
    });
  }
  const { dataFolder, port } = readArguments();
  await checkPlaces(port, dataFolder);
  stack = await buildAndStart(port, dataFolder, build.signal);
  console.log(welcome(stack, dataFolder));
}

/** Loads the stack while it is built: together they take most of the seconds that people wait. */
async function buildAndStart(port: number, dataFolder: string | undefined, signal: AbortSignal): Promise<LocalStack> {
  const folder = join(WORK_FOLDER, 'cdk.out');
  mkdirSync(WORK_FOLDER, { recursive: true });
  const [{ startLocalStack }, { seedDemoOrganization: seed }] = await Promise.all([
    import('./stack.ts'),
    import('./demo-organization.ts'),
    buildTemplate(folder, signal),
  ]);
  const log = createWriteStream(join(WORK_FOLDER, 'functions.log'));
  const onLog = (entry: { function: string; line: string }) => log.write(`${entry.function}: ${entry.line}\n`);
  return startLocalStack({ folder, port, dataFolder, people, workloads, seed, onLog });
}

function readArguments(): { dataFolder: string | undefined; port: number } {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const port = Number(process.env.PORT ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
    throw new Error(`PORT must be a whole number from 1 to ${HIGHEST_PORT}.`);
  }
  return { dataFolder: values.data, port };
}

/** Looks at ports and data folder before the build, so that nobody waits for it in vain. */
async function checkPlaces(port: number, dataFolder: string | undefined): Promise<void> {
  const folder = dataFolder === undefined ? undefined : openDataFolder(dataFolder);
  const ports = await openPorts(wantedPorts(port, folder));
  await ports.close();
}

function welcome(stack: LocalStack, dataFolder: string | undefined): string {
  const { origin, identityProviderOrigin, mailboxOrigin, controlOrigin } = stack;
  const kept = dataFolder
    ? `State is kept in ${dataFolder}.`
    : 'State is in memory; keep it with: npm start -- --data DIR';
  return `Lapse runs on this machine until Ctrl-C. ${kept}

  API                ${origin}
  Identity provider  ${identityProviderOrigin}
  Mailbox            ${mailboxOrigin}
  Clock and tokens   ${controlOrigin}

Try:
  TOKEN=$(curl -s ${controlOrigin}/token -d '{"person":"ada","mfa":true}' | sed 's/.*:"\\(.*\\)".*/\\1/')
  curl -s ${origin}/v1/me -H "authorization: Bearer $TOKEN"
  curl -s ${controlOrigin}/clock -d '{"advanceMinutes":60}'
`;
}

/** One sentence for the person at the terminal; only a fault of Lapse itself shows where it happened. */
function explain(error: unknown): string {
  if (error instanceof PortInUse) {
    const other = error.port < 30_000 ? 5000 : DEFAULT_PORT;
    return `${error.message} Four ports in a row are needed; start with others, for example: PORT=${other} npm start`;
  }
  return error instanceof Error ? error.message : String(error);
}

await main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
