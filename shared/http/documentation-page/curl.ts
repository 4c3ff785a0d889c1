import type { OperationObject } from '../openapi/document.ts';

/** How the operation is called by curl, with the example of its body. */
export function curlOf(origin: string, method: string, path: string, operation: OperationObject): string {
  const address = `${origin}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`;
  const example = operation.requestBody?.content['application/json'].example;
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"${address}"`,
    ...(operation.security.length === 0 ? [] : ['-H "authorization: Bearer $TOKEN"']),
    ...(operation.parameters.some(({ name }) => name === 'If-Match') ? [`-H 'if-match: "0"'`] : []),
    ...(path.startsWith('/decisions') ? [`-H 'origin: ${origin}'`] : []),
    ...(example === undefined ? [] : ["-H 'content-type: application/json'", `-d '${JSON.stringify(example)}'`]),
  ].join(' \\\n  ');
}
