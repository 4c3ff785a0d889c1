import { createServer, type RequestListener, type Server } from 'node:http';
import { type LocalServer, listenLocally } from './local-server.ts';

/** The four addresses of a local stack, and the one its functions reach the services at. */
export const portNames = ['api', 'identityProvider', 'mailbox', 'control', 'services'] as const;
export type PortName = (typeof portNames)[number];

/** Servers that listen already, so that everybody's origin is known before anything is made. */
export interface Ports {
  readonly origins: Readonly<Record<PortName, string>>;
  /** Answers the requests of one port from now on, and those that have waited for it. */
  serve(name: PortName, listener: RequestListener): void;
  close(): Promise<void>;
}

/** A port that another program listens on. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is in use.`);
    this.port = port;
  }
}

/** Four ports in a row, or any free ones for 0; the services always get a free one. */
export function portsFrom(first: number): Record<PortName, number> {
  const at = (position: number) => (first === 0 ? 0 : first + position);
  return { api: first, identityProvider: at(1), mailbox: at(2), control: at(3), services: 0 };
}

/** @throws PortInUse, with every other port given free again */
export async function openPorts(wanted: Readonly<Record<PortName, number>>): Promise<Ports> {
  const opened = new Map<PortName, { serve: (listener: RequestListener) => void; listening: LocalServer }>();
  const close = async () => {
    await Promise.all([...opened.values()].map(({ listening }) => listening.close()));
  };
  try {
    for (const name of portNames) {
      const { promise: served, resolve: serve } = Promise.withResolvers<RequestListener>();
      const server = createServer((request, response) => void served.then((listener) => listener(request, response)));
      opened.set(name, { serve, listening: await listen(server, wanted[name]) });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const origin = (name: PortName) => opened.get(name)?.listening.origin ?? '';
  return {
    origins: {
      api: origin('api'),
      identityProvider: origin('identityProvider'),
      mailbox: origin('mailbox'),
      control: origin('control'),
      services: origin('services'),
    },
    serve: (name, listener) => opened.get(name)?.serve(listener),
    close,
  };
}

async function listen(server: Server, port: number): Promise<LocalServer> {
  try {
    return await listenLocally(server, port);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new PortInUse(port);
    throw error;
  }
}
