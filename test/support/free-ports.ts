import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { listenLocally } from '#infra/local/local-server';
import { openPorts, portsFrom } from '#infra/local/ports';

/** Below the range from which systems give ports away by themselves (32768 on Linux), so that no connection takes one. */
const LOWEST = 10_000;
const HIGHEST = 30_000;
const ATTEMPTS = 50;

/** The first of four ports in a row that nobody listens on. */
export async function freePorts(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = randomInt(LOWEST, HIGHEST);
    const ports = await openPorts(portsFrom(first)).catch(() => undefined);
    if (!ports) continue;
    await ports.close();
    return first;
  }
  throw new Error('There are no four free ports in a row.');
}

/** A port below that range that somebody listens on until `close`. */
export async function takenPort(): Promise<{ port: number; close: () => Promise<void> }> {
  const port = await freePorts();
  const { close } = await listenLocally(createServer(), port);
  return { port, close };
}
