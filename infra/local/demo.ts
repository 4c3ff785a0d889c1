import { parseArgs } from 'node:util';
import { findStack } from './demo/find-stack.ts';
import { createLapseClient, type Origins } from './demo/lapse-client.ts';
import { startOwnStack } from './demo/own-stack.ts';
import { type Telling, tellStory } from './demo/story.ts';
import { showOnTerminal } from './demo/terminal.ts';
import { DEFAULT_PORT } from './template-origins.ts';

const HIGHEST_PORT = 65_532;

/** `npm run demo [-- --all --port 4000]`: tells the story on the running stack, or on one of its own. */
async function main(): Promise<void> {
  const begin = performance.now();
  const { port, all } = readArguments();
  const running = await findStack(port);
  if (running) {
    console.log(`Lapse runs at ${running.api}. The story moves its clock on by about 27 hours.`);
    return tell(running, { all }, begin, `Every mail can be read at ${running.mailbox}`);
  }
  console.log(`No Lapse answers at port ${port}: this demo builds and starts one of its own.`);
  const own = await startOwnStack();
  try {
    await tell(
      own.origins,
      { all },
      begin,
      'Its stack is gone again; to keep one running and try for yourself: npm start',
    );
  } finally {
    await own.stop();
  }
}

function readArguments(): { port: number } & Telling {
  const { values } = parseArgs({ options: { port: { type: 'string' }, all: { type: 'boolean', default: false } } });
  const port = Number(values.port ?? process.env.PORT ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT) {
    throw new Error(`The port must be a whole number from 1 to ${HIGHEST_PORT}.`);
  }
  return { port, all: values.all };
}

async function tell(origins: Origins, telling: Telling, begin: number, whatNext: string): Promise<void> {
  await tellStory(createLapseClient(origins), showOnTerminal, telling);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`\nTold in ${seconds} seconds. ${whatNext}`);
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
