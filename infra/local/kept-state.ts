import * as v from 'valibot';
import type { DataFolder } from './data-folder.ts';
import { type PortName, type Ports, portNames, portsFrom } from './ports.ts';

const CLOCK = 'clock';
const PORTS = 'ports.json';

const KeptPorts = v.object(v.entriesFromList(portNames, v.number()));

/** How far the clock was ahead of the real time when the folder was last used, in milliseconds. */
export function readKeptOffset(dataFolder: DataFolder | undefined): number {
  const offset = Number(dataFolder?.read(CLOCK) ?? 0);
  return Number.isFinite(offset) ? Math.max(0, offset) : 0;
}

/** Keeps the clock's offset: what is stored must not lie in the future after a restart. */
export function keepOffset(dataFolder: DataFolder | undefined, offset: number): void {
  dataFolder?.write(CLOCK, String(offset));
}

/**
 * Says which ports to take. A data folder belongs to the ports it was made at, because people are known by the address
 * of their identity provider.
 *
 * @param first 0 for the kept ones, or for any free ones when none are kept
 * @throws Error in one sentence when the folder belongs to other ports
 */
export function wantedPorts(first: number, dataFolder: DataFolder | undefined): Record<PortName, number> {
  const text = dataFolder?.read(PORTS);
  if (!text) return portsFrom(first);
  const kept = v.parse(KeptPorts, JSON.parse(text));
  if (first !== 0 && first !== kept.api) {
    throw new Error(`The data folder ${dataFolder?.path} was made at port ${kept.api}; start with PORT=${kept.api}.`);
  }
  return { ...kept, services: 0 };
}

/** Binds the data folder to the ports that were taken. */
export function keepPorts(dataFolder: DataFolder | undefined, { origins }: Ports): void {
  const ports = portNames.map((name) => [name, Number(new URL(origins[name]).port)]);
  dataFolder?.write(PORTS, JSON.stringify(Object.fromEntries(ports)));
}
