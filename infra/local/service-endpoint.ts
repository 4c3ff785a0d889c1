import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ANSWER_LOST, type Faults } from './faults.ts';
import { escapeHtml } from './inbox-page.ts';
import { readBody } from './local-server.ts';
import type { Mailbox } from './mailbox.ts';
import type { ObjectStore } from './object-store.ts';

/** A service that speaks JSON; rejects with errors named as AWS names them, with a `body` when there is more to say. */
export interface JsonService {
  call(operation: string, input: unknown): Promise<unknown>;
}

export interface ServiceEndpointOptions {
  readonly dynamodb: JsonService;
  readonly sfn: JsonService;
  readonly kms: JsonService;
  readonly mailbox: Mailbox;
  readonly objects: ObjectStore;
  readonly faults: Faults;
  /** Told each request, before it is answered. */
  readonly onRequest?: ((request: IncomingMessage, body: Buffer) => void) | undefined;
}

/** What `x-amz-target` starts with, by service. */
const TARGETS = { DynamoDB_20120810: 'dynamodb', AWSStepFunctions: 'sfn', TrentService: 'kms' } as const;

/** DynamoDB takes the largest requests, 16 MB. */
const LARGEST_REQUEST = 16 * 1024 * 1024;

/** The one address all AWS SDK clients of the functions talk to; signatures are not looked at. */
export function serviceEndpoint(services: ServiceEndpointOptions): RequestListener {
  return async (request, response) => {
    const body = await readBody(request, LARGEST_REQUEST + 1);
    services.onRequest?.(request, body);
    send(response, await answer(request, body, services));
  };
}

/** SES takes forms at the root, S3 anything at the path of its object. */
function answer(request: IncomingMessage, body: Buffer, services: ServiceEndpointOptions): Promise<Answer> | Answer {
  if (request.headers['x-amz-target']) return callJson(request, body, services);
  if (request.url === '/') return callMail(body.toString(), services);
  return callObjects(request, body, services);
}

function callObjects({ url = '/', method, headers }: IncomingMessage, body: Buffer, services: ServiceEndpointOptions) {
  const path = decodeURIComponent(url.split('?')[0] ?? '/');
  const type = 'application/xml';
  try {
    if (method === 'GET') return { status: 200, type: 'text/plain', body: services.objects.get(path).toString() };
    if (method !== 'PUT') throw named('MethodNotAllowed', `Objects of this machine know no ${method}`);
    services.objects.put(path, body, headers['if-none-match']);
    return { status: 200, type, body: '' };
  } catch (error) {
    const { name, message, statusCode } = describe(error);
    const said = `<Code>${escapeHtml(name)}</Code><Message>${escapeHtml(message)}</Message>`;
    return { status: statusCode, type, body: `<Error>${said}</Error>` };
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly lost?: boolean;
}

async function callJson(request: IncomingMessage, body: Buffer, services: ServiceEndpointOptions): Promise<Answer> {
  const [target = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
  const type = request.headers['content-type'] ?? 'application/x-amz-json-1.0';
  try {
    const service = serviceOf(target);
    if (body.length > LARGEST_REQUEST) throw named('RequestEntityTooLargeException', 'The request is too large');
    const input: unknown = JSON.parse(body.toString() || '{}');
    const answer = await services.faults.around(service, () => services[service].call(operation, input));
    return { status: 200, type, body: JSON.stringify(answer) };
  } catch (error) {
    const { name, message, statusCode, details, lost } = describe(error);
    return { status: statusCode, type, lost, body: JSON.stringify(details ?? { __type: name, message }) };
  }
}

function serviceOf(target: string) {
  const found = Object.entries(TARGETS).find(([name]) => name === target);
  if (!found) throw named('UnknownOperationException', `There is no ${target} on this machine`);
  return found[1];
}

async function callMail(body: string, { mailbox, faults }: ServiceEndpointOptions): Promise<Answer> {
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  const type = 'text/xml';
  try {
    if (action !== 'SendEmail') throw named('InvalidAction', `The mailbox of this machine does not know ${action}`);
    const { messageId } = await faults.around('ses', () => mailbox.sendEmail(form));
    const result = `<SendEmailResult><MessageId>${messageId}</MessageId></SendEmailResult>`;
    return { status: 200, type, body: `<SendEmailResponse>${result}</SendEmailResponse>` };
  } catch (error) {
    const { name, message, statusCode, lost } = describe(error);
    const code = `<Type>Sender</Type><Code>${escapeHtml(name)}</Code><Message>${escapeHtml(message)}</Message>`;
    return { status: statusCode, type, lost, body: `<ErrorResponse><Error>${code}</Error></ErrorResponse>` };
  }
}

function describe(error: unknown) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const { statusCode, body } = Object(error);
  const details: unknown = body;
  return {
    name,
    message,
    details,
    lost: name === ANSWER_LOST,
    statusCode: typeof statusCode === 'number' ? statusCode : statusOf(name),
  };
}

/** Errors of the services are the caller's fault; anything else is a bug of the local stack. */
function statusOf(name: string): number {
  return ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError'].includes(name) ? 500 : 400;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function send(response: ServerResponse, { status, type, body, lost }: Answer): void {
  if (lost) response.socket?.destroy();
  else response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}
