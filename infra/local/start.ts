import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { buildTemplate } from './build-template.ts';
import { openDataFolder } from './data-folder.ts';
import { wantedPorts } from './kept-state.ts';
import { people, workloads } from './people.ts';
import { openPorts, PortInUse } from './ports.ts';
import type { LocalStack } from './stack.ts';
import { readStartOptions, type StartOptions, usage } from './start-options.ts';
import { DEFAULT_PORT } from './template-origins.ts';
import { welcome } from './welcome.ts';

const WORK_FOLDER = join(import.meta.dirname, '../../.lapse');

/** `npm start [-- OPTIONS]`: Lapse on this machine until Ctrl-C. */
async function main(): Promise<void> {
  // Short-lived objects would otherwise spread over 64 MB before anybody collects them. Said before there are any, as
  // what the heap has taken it does not give back.
  setFlagsFromString('--semi-space-growth-factor=1');
  const options = readStartOptions(process.argv.slice(2), process.env.PORT);
  if (options.wantsHelp) return console.log(usage);
  let stack: LocalStack | undefined;
  const build = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      build.abort();
      void (stack?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
    });
  }
  await checkPlaces(options);
  stack = await buildAndStart(options, build.signal);
  console.log(welcome(stack, options));
}

/** Loads the stack while it is built: together they take most of the seconds that people wait. */
async function buildAndStart(
  { port, dataFolder, isEmpty, settings }: StartOptions,
  signal: AbortSignal,
): Promise<LocalStack> {
  const folder = join(WORK_FOLDER, 'cdk.out');
  mkdirSync(WORK_FOLDER, { recursive: true });
  const [{ startLocalStack }, { seedDemoOrganization }] = await Promise.all([
    import('./stack.ts'),
    import('./demo-organization.ts'),
    buildTemplate(folder, { settings, signal }),
  ]);
  const log = createWriteStream(join(WORK_FOLDER, 'functions.log'));
  const onLog = (entry: { function: string; line: string }) => log.write(`${entry.function}: ${entry.line}\n`);
  const seed = isEmpty ? undefined : seedDemoOrganization;
  return startLocalStack({ folder, port, dataFolder, people, workloads, seed, onLog });
}

/** Looks at ports and data folder before the build, so that nobody waits for it in vain. */
async function checkPlaces({ port, dataFolder }: StartOptions): Promise<void> {
  const folder = dataFolder === undefined ? undefined : openDataFolder(dataFolder);
  const ports = await openPorts(wantedPorts(port, folder));
  await ports.close();
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
