import { createHash } from 'node:crypto';
import { Refusal } from '#shared/domain/refusal';
import { pageMarkup } from './decision-page/page-markup.ts';
import { pageScript } from './decision-page/page-script.ts';
import { pageStyle } from './decision-page/page-style.ts';
import { problemOf } from './problems.ts';

/**
 * Headers of every answer of the function behind decision links (security.md, links, point 8): the page may run its
 * own script and talk to its own origin, and nothing else; nobody may frame, cache, index or learn of the link.
 */
export const decisionHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${sourceHash(pageScript)}`,
    `style-src ${sourceHash(pageStyle)}`,
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex, nofollow',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

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

/** How CSP names an inline script or style: by the hash of its very text (CSP Level 3 §2.3.1). */
function sourceHash(source: string): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}
