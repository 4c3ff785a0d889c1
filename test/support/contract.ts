import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '#shared/http/openapi';
import type { OperationObject } from '#shared/http/openapi/document';
import type { Answer } from './http-client.ts';

/** A request as it went out. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

const document = openApiDocument('https://lapse.example', '2026-12-01T09:00:00.000Z');
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ ...document, $id: 'openapi' });

/** Paths with their most particular first: `/v1/reports/summary` before `/v1/reports/{id}`. */
const paths = Object.keys(document.paths)
  .sort((a, b) => a.split('{').length - b.split('{').length)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));

/**
 * Holds what was sent and answered against the OpenAPI document the API itself hands out: every journey proves it.
 * Requests count when they were taken, answers always.
 *
 * @throws Error naming what the document does not say
 */
export function expectContract(sent: Sent, answer: Answer): void {
  const url = new URL(sent.path, 'https://lapse.example');
  const method = sent.method.toLowerCase();
  // As the gateway does: a path that does not have the method leaves the request to the next that fits.
  const found = paths.find(({ path, pattern }) => pattern.test(url.pathname) && document.paths[path]?.[method]);
  const operation = found && document.paths[found.path]?.[method];
  if (!found || !operation || isUnrouted(answer)) {
    expectNoRoute(sent, answer);
    return;
  }
  const place = `#/paths/${escaped(found.path)}/${method}`;
  expectAnswer(operation, place, sent, answer);
  if (answer.status >= 400) return;
  expectParameters(operation, url, sent);
  if (!refusesLines(answer)) expectBody(operation, place, sent);
}

/** Lines of an import are judged one by one: an ill-formed one is refused in an answer that is 200 for the others. */
function refusesLines({ body }: Answer): boolean {
  const results: unknown = Object(body).results;
  return Array.isArray(results) && results.some((result) => Object(result).problem?.code === 'invalid_input');
}

const isUnrouted = ({ status, text }: Answer) => status === 404 && text === '{"message":"Not Found"}';

/** API Gateway knows no such route; the decision page refuses all that is no look at it; pages of other sites may ask first. */
function expectNoRoute(sent: Sent, answer: Answer): void {
  const isRefused = isUnrouted(answer) || answer.status === 400 || answer.status === 405;
  if (isRefused || sent.method === 'OPTIONS') return;
  throw wrong(sent, answer, 'is no route of the document');
}

function expectAnswer({ responses }: OperationObject, place: string, sent: Sent, answer: Answer): void {
  const response = responses[answer.status];
  if (!response) throw wrong(sent, answer, `may answer ${Object.keys(responses).join(', ')}, not ${answer.status}`);
  if (answer.text === '') return;
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
  if (!response.content[type]) throw wrong(sent, answer, `may not answer ${answer.status} as ${type}`);
  const given = /[/+]json$/.test(type) ? answer.body : answer.text;
  expectValid(`${place}/responses/${answer.status}/content/${escaped(type)}/schema`, given, (faults) =>
    wrong(sent, answer, `answers what is not in the document: ${faults}`),
  );
}

function expectParameters({ parameters }: OperationObject, { searchParams }: URL, sent: Sent): void {
  const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const unknown = [...searchParams.keys()].filter((name) => known.length > 0 && !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`${sent.method} ${sent.path} took ${unknown}, which the document does not name.`);
}

function expectBody({ requestBody }: OperationObject, place: string, sent: Sent): void {
  if (sent.body === undefined || sent.body === '') return;
  if (!requestBody) throw new Error(`${sent.method} ${sent.path} took a body the document does not name.`);
  expectValid(`${place}/requestBody/content/${escaped('application/json')}/schema`, JSON.parse(sent.body), (faults) => {
    return new Error(`${sent.method} ${sent.path} took a body that is not the document's: ${faults}`);
  });
}

const compiled = new Map<string, ValidateFunction>();

function expectValid(place: string, given: unknown, fault: (faults: string) => Error): void {
  const validate = compiled.get(place) ?? ajv.compile({ $ref: `openapi${place}` });
  compiled.set(place, validate);
  if (!validate(given)) throw fault(ajv.errorsText(validate.errors, { dataVar: 'answer' }));
}

function wrong({ method, path }: Sent, { status, text }: Answer, what: string): Error {
  return new Error(`${method} ${path} ${what}.\n${status} ${text.slice(0, 1000)}`);
}

/** A name as a step of a JSON pointer in an address. */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
