import { joinMarkup } from './join-page/join-markup.ts';
import { joinScript } from './join-page/join-script.ts';
import type { PageIssuer } from './page-shell/issuer-offers.ts';
import { signInPage } from './page-shell/sign-in-page.ts';

/** `GET /join`. Where the link of an invitation leads: its code stands behind `#`, which no browser sends. */
export function joinPage(query: Readonly<Record<string, unknown>>, issuers: readonly PageIssuer[]) {
  return signInPage({ title: 'Join Lapse', main: joinMarkup, script: joinScript }, query, issuers);
}
