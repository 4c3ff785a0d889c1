import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsError, isAwsError } from './aws-error.ts';

/** Largest request DynamoDB takes, in bytes (16 MB). */
const LARGEST_REQUEST = 16 * 1024 * 1024;

/** DynamoDB's protocol (awsJson1.0 over HTTP) in front of `call`; signatures are not looked at. */
export function createDynamoDbServer(call: (operation: string, input: unknown) => Promise<unknown>) {
  const server = createServer((request, response) => void answer(request, response, call));
  server.keepAliveTimeout = 60_000;
  return {
    /** Listens on 127.0.0.1 only; answers the URL. */
    async listen(port: number): Promise<string> {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  call: (operation: string, input: unknown) => Promise<unknown>,
): Promise<void> {
  try {
    const body = await readBody(request);
    send(response, 200, await call(operationOf(request), parse(body)));
  } catch (error) {
    if (isAwsError(error)) send(response, error.statusCode, error.body);
    else send(response, 500, awsError('InternalServerError', String(error)).body);
  }
}

function operationOf(request: IncomingMessage): string {
  return String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_REQUEST) chunks.push(chunk);
  }
  if (size <= LARGEST_REQUEST) return Buffer.concat(chunks).toString();
  const tooLarge = awsError('RequestEntityTooLargeException', `A request may have ${LARGEST_REQUEST} bytes at most`);
  throw Object.assign(tooLarge, { statusCode: 413 });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch {
    throw awsError('SerializationException', 'The body of the request is not JSON');
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  const body = JSON.stringify(answer);
  response
    .writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': randomUUID(),
    })
    .end(body);
}
