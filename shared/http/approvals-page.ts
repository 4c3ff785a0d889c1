import { approvalsMarkup } from './approvals-page/approvals-markup.ts';
import { approvalsScript } from './approvals-page/approvals-script.ts';
import type { PageIssuer } from './page-shell/issuer-offers.ts';
import { signInPage } from './page-shell/sign-in-page.ts';

/** `GET /approvals`. Where *Review all* of a mail leads: what waits for whoever signs in, decided together. */
export function approvalsPage(query: Readonly<Record<string, unknown>>, issuers: readonly PageIssuer[]) {
  return signInPage(
    { title: 'Requests waiting for you', main: approvalsMarkup, script: approvalsScript },
    query,
    issuers,
  );
}
