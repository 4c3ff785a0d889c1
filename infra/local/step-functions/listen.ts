import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { type LocalServer, listenLocally } from '../local-server.ts';
import { StepFunctionsError } from './step-functions-error.ts';

type Call = (operation: string, input: unknown) => Promise<unknown>;

/** Answers AWS SDK clients on 127.0.0.1, in the protocol awsJson1.0; port 0 takes any free one. */
export function listen(call: Call, port: number): Promise<LocalServer> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, call);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  return listenLocally(server, port);
}

async function answer(request: IncomingMessage, call: Call) {
  try {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    return { status: 200, body: await call(operation, await json(request)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (error instanceof StepFunctionsError) return { status: 400, body: { __type: name, message } };
    return { status: 500, body: { __type: 'InternalServerError', message: `${name}: ${message}` } };
  }
}
