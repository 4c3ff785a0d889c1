import type { IncomingMessage } from 'node:http';

/** One request to a service of AWS, and who made it. */
export interface ServiceCall {
  /** Title of the function, or that of the workflow, which calls the table by itself. */
  readonly caller: string;
  /** As IAM names it. */
  readonly service: 'dynamodb' | 'states' | 'kms' | 'ses' | 's3';
  /** `TransactWriteItems`, `Sign`, `PutObject` … */
  readonly operation: string;
  readonly input: unknown;
}

/** Who calls when the workflow does. */
export const WORKFLOW = 'workflow';

/** What `x-amz-target` starts with, by service. */
const TARGETS: Readonly<Record<string, ServiceCall['service']>> = {
  DynamoDB_20120810: 'dynamodb',
  AWSStepFunctions: 'states',
  TrentService: 'kms',
};

/**
 * Reads what an SDK of AWS asks for.
 *
 * @param titleOf a function's title by the access key it signs with, which on this machine is its logical id
 * @returns nothing when no function asks: tests and the demo call services, too
 */
export function readServiceCall(
  { headers, method, url = '/' }: IncomingMessage,
  body: Buffer,
  titleOf: (accessKey: string) => string | undefined,
): ServiceCall | undefined {
  const [, accessKey = ''] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const caller = titleOf(accessKey);
  if (caller === undefined) return undefined;
  const [target = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const service = TARGETS[target];
  if (service) return { caller, service, operation, input: JSON.parse(body.toString() || '{}') };
  if (url === '/') return mailCall(caller, new URLSearchParams(body.toString()));
  const path = decodeURIComponent(url.split('?')[0] ?? '').slice(1);
  return { caller, service: 's3', operation: method === 'PUT' ? 'PutObject' : 'GetObject', input: { path } };
}

function mailCall(caller: string, form: URLSearchParams): ServiceCall {
  return { caller, service: 'ses', operation: form.get('Action') ?? '', input: Object.fromEntries(form) };
}
