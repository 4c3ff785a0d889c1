import { exchangeOrigins, issuerOffers, type PageIssuer } from './issuer-offers.ts';
import { type PageParts, pageDocument } from './page-document.ts';
import { scriptedPageHeaders } from './scripted-page-headers.ts';

/**
 * A page on which people of any trusted issuer sign in. It is the same for everybody: it knows nobody and reads nothing
 * but the descriptions of the issuers.
 *
 * @param query with a `code` when somebody comes back from signing in; only then may the page talk to an issuer
 */
export async function signInPage(
  parts: PageParts,
  query: Readonly<Record<string, unknown>>,
  issuers: readonly PageIssuer[],
) {
  const offers = await issuerOffers(issuers);
  const sources = 'code' in query ? ["'self'", ...exchangeOrigins(offers)] : ["'self'"];
  // JSON that no browser runs; without `<` nothing in it can end the element.
  const data = JSON.stringify(offers).replaceAll('<', '\\u003c');
  const main = `${parts.main}\n<script type="application/json" id="offers">${data}</script>`;
  const headers = scriptedPageHeaders(parts.script, sources.join(' '));
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
    body: pageDocument({ ...parts, main }),
  };
}
