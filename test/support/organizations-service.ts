import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What is answered: the body of a success, or another status with its body. */
export type Answer = { readonly status: number; readonly body: object } | Record<string, unknown>;

export interface OrganizationsService {
  readonly endpoint: string;
  /** What was asked, as the answers are named. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * AWS Organizations as far as it is listed, over its own protocol.
 *
 * @param answers by operation and parent (`ListAccountsForParent r-ab12`), one after the other; the last one stays
 */
export async function serveOrganizations(answers: Readonly<Record<string, Answer[]>>): Promise<OrganizationsService> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const name = await nameOf(request);
    const given = answers[name] ?? [];
    const answer = given[Math.min(asked.filter((one) => one === name).length, given.length - 1)];
    asked.push(name);
    const { status, body } = read(answer ?? { status: 400, body: { __type: 'UnknownOperationException' } });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function nameOf(request: IncomingMessage): Promise<string> {
  const target = String(request.headers['x-amz-target']).replace('AWSOrganizationsV20161128.', '');
  const input = (await json(request)) as { ParentId?: string };
  return [target, input.ParentId].filter(Boolean).join(' ');
}

function read(answer: Answer): { status: number; body: unknown } {
  return typeof answer.status === 'number'
    ? { status: answer.status, body: answer.body }
    : { status: 200, body: answer };
}
