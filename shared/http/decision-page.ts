import { Refusal } from '#shared/domain/refusal';
import { pageMarkup } from './decision-page/page-markup.ts';
import { pageScript } from './decision-page/page-script.ts';
import { pageStyle } from './decision-page/page-style.ts';
import { pageHeaders, sourceHash } from './page-headers.ts';
import { problemOf } from './problems.ts';

/**
 * Headers of every answer of the function behind decision links (security.md, links, point 8): the page may run its
 * own script and talk to its own origin, and nothing else; nobody may frame, cache, index or learn of the link.
 */
export const decisionHeaders = pageHeaders(
  `script-src ${sourceHash(pageScript)}`,
  `style-src ${sourceHash(pageStyle)}`,
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
);

/**
 * Any method on `/decide`. Shows the page; reads nothing and changes nothing, however often a link scanner comes by.
 */
export function decisionPage(method: string): PageAnswer {
  if (method !== 'GET' && method !== 'HEAD') return wrongMethod();
  const headers = { ...decisionHeaders, 'content-type': 'text/html; charset=utf-8' };
  return { status: 200, headers, body: method === 'GET' ? pageMarkup : '' };
}

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function wrongMethod(): PageAnswer {
  const problem = problemOf(new Refusal('method_not_allowed'));
  const headers = { ...decisionHeaders, 'content-type': 'application/problem+json', allow: 'GET, HEAD' };
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}
