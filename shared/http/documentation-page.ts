import { type Html, html } from '#shared/mail/html';
import { curlOf } from './documentation-page/curl.ts';
import { pageStyle } from './documentation-page/page-style.ts';
import { inWords, schemaFields } from './documentation-page/schema-fields.ts';
import type { OpenApiDocument, OperationObject, ResponseObject } from './openapi/document.ts';
import { pageHeaders, sourceHash } from './page-headers.ts';

/** The page has a style of its own and nothing else: no script, no other host. */
export const documentationHeaders = pageHeaders(`style-src ${sourceHash(pageStyle)}`);

/** A route as the page shows it. */
interface Shown {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

/** The document to read: a chapter for each area, in it each route with what it takes and answers and how to call it. */
export function documentationPage(document: OpenApiDocument): string {
  const [server] = document.servers;
  const chapters = document.tags.map((tag) => ({ ...tag, routes: routesOf(document, tag.name) }));
  const named = Object.entries(document.components.schemas);
  // The style is ours and has to be the very text its hash was made of.
  const style: Html = { html: pageStyle };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The API of ${document.info.title}</title>
<style>${style}</style>
</head>
<body>
<div class="frame">
<nav aria-label="Routes">${chapters.map(navigation)}</nav>
<main>
<h1>The API of ${document.info.title}</h1>
${document.info.description.split('\n\n').map((paragraph) => html`<p class="about">${prose(paragraph)}</p>`)}
<p>For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI ${document.openapi}).</p>
${chapters.map(
  ({ name, description, routes }) =>
    html`<section><h2>${name}</h2><p class="about">${description}</p>${routes.map((route) => entry(server?.url ?? '', route))}</section>`,
)}
<section><h2>Schemas</h2>${named.map(
    ([name, schema]) => html`<article id="schema-${name}"><h3>${name}</h3>${schemaFields(schema)}</article>`,
  )}</section>
</main>
</div>
</body>
</html>
`.html;
}

function routesOf({ paths }: OpenApiDocument, tag: string): Shown[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method, operation]) => method !== 'head' && operation.tags.includes(tag))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function navigation({ name, routes }: { name: string; routes: readonly Shown[] }): Html {
  const links = routes.map(
    ({ method, path, operation }) => html`<li><a href="#${operation.operationId}">${method} ${path}</a></li>`,
  );
  return html`<h2>${name}</h2><ul>${links}</ul>`;
}

function entry(origin: string, { method, path, operation }: Shown): Html {
  const { operationId, summary, description, requestBody } = operation;
  return html`<article id="${operationId}">
<h3>${method} ${path}</h3>
<p>${prose(summary)}</p>
<p class="faint">${prose(description)}</p>
${parameters(operation)}
${requestBody ? html`<h4>Body</h4>${schemaFields(requestBody.content['application/json'].schema)}` : ''}
<h4>Answers</h4>
<table>${Object.entries(operation.responses).map(([status, response]) => answer(status, response))}</table>
<h4>Example</h4>
<pre>${curlOf(origin, method, path, operation)}</pre>
</article>
`;
}

/** What stands between backticks is code. */
function prose(text: string): Html {
  return html`${text.split('`').map((part, place) => (place % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`;
}

function parameters({ parameters: all }: OperationObject): Html {
  if (all.length === 0) return html``;
  const rows = all.map(({ name, in: place, required, description = '', schema }) => {
    const optional = required ? '' : ', optional';
    return html`<tr><td><code>${name}</code> <span class="faint">${place}${optional}</span></td><td>${inWords(schema)} ${description}</td></tr>`;
  });
  return html`<h4>Parameters</h4><table>${rows}</table>`;
}

function answer(status: string, { description, content }: ResponseObject): Html {
  if (!status.startsWith('2')) return html`<tr><td>${status}</td><td class="faint">${description}</td></tr>`;
  const types = Object.keys(content).join(', ');
  const [schema] = Object.values(content).map((one) => one.schema);
  return html`<tr><td>${status} <span class="faint">${types}</span></td><td>${schema ? schemaFields(schema) : ''}</td></tr>`;
}
