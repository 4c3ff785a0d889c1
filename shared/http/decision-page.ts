import { Refusal } from '#shared/domain/refusal';
import type { SignIn } from '#shared/ports/sign-in';
import { pageMarkup } from './decision-page/page-markup.ts';
import { pageScript } from './decision-page/page-script.ts';
import { scriptedPageHeaders } from './page-shell/scripted-page-headers.ts';
import { problemOf } from './problems.ts';

/**
 * Headers of every answer of the function behind decision links (security.md, links, point 8): the page may run its
 * own script and talk to its own origin, and nothing else; nobody may frame, cache, index or learn of the link.
 */
export const decisionHeaders = scriptedPageHeaders(pageScript);

/**
 * Any method on `/decide`. Shows the page; reads nothing and changes nothing, however often a link scanner comes by.
 *
 * The token stands behind `#`, which no browser sends.
 *
 * @param query with a `code` when somebody comes back from signing in
 */
export async function decisionPage(
  method: string,
  query: Readonly<Record<string, unknown>> = {},
  signIn?: SignIn,
): Promise<PageAnswer> {
  if (method !== 'GET' && method !== 'HEAD') return wrongMethod();
  // On the way back from a sign-in the page also talks to where the code is exchanged, and on no other way.
  const isBack = 'code' in query && signIn;
  const policy = isBack ? scriptedPageHeaders(pageScript, await exchangeSources(signIn)) : decisionHeaders;
  const headers = { ...policy, 'content-type': 'text/html; charset=utf-8' };
  return { status: 200, headers, body: method === 'GET' ? pageMarkup : '' };
}

/**
 * `GET /decide%23token` or `/join%23code`, as some mail gateways write a link: the same page, whose script knows this form,
 * too. What it holds has then reached us in a path; that is why neither API Gateway nor any function logs paths.
 *
 * @param link the path without its first `/`, decoded or not
 * @throws Refusal page_not_found
 */
export function pageOfRewritten(link: string): 'decide' | 'join' {
  const [, page] = /^(decide|join)(?:#|%23)/i.exec(link) ?? [];
  if (page === undefined) throw new Refusal('page_not_found');
  return page.toLowerCase() === 'join' ? 'join' : 'decide';
}

/** While the identity provider cannot be reached the page is shown all the same; it then says so itself. */
async function exchangeSources(signIn: SignIn): Promise<string> {
  const offer = await signIn.offer().catch(() => undefined);
  return offer ? `'self' ${new URL(offer.tokenEndpoint).origin}` : "'self'";
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
