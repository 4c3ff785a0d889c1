import type { IncomingMessage, Server } from 'node:http';

export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  close(): Promise<void>;
}

/** So long that no pause of a busy process closes a connection just as the other side, idle for as long, uses it again. */
const IDLE_MILLISECONDS = 10 * 60_000;

/**
 * Lets a server listen on this machine only; port 0 takes any free one.
 *
 * @throws Error with code EADDRINUSE when the port is taken
 */
export async function listenLocally(server: Server, port: number): Promise<LocalServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  server.keepAliveTimeout = IDLE_MILLISECONDS;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads a request's body to its end, but keeps no more than `limit` bytes of it. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (size < limit) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
