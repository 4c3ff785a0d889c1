import { openIdSignIn } from '#shared/access-tokens/open-id-sign-in';
import type { VerifyAccessToken } from '#shared/access-tokens/verify-access-token';
import { readEnvironment } from '#shared/config';
import { apiFunction } from '#shared/http/api';
import { decisionHeaders, decisionPage, pageOfRewritten } from '#shared/http/decision-page';
import { linkAnswer } from '#shared/http/link-answer';
import { decisionLinkRoutes } from '#shared/http/routes/decision-links';
import { emitMetric } from '#shared/metrics';
import { activationPorts, decisionLinkPort, linkPorts, tableNeeds } from '#shared/wiring';

const needs = tableNeeds();
const { STEP_UP_ACR_VALUES: acrValues, ...mfaClaims } = readEnvironment('stepUp');
const { SIGN_IN_ISSUER: issuer, SIGN_IN_CLIENT_ID: clientId, SIGN_IN_SCOPE: scope } = readEnvironment('signIn');
const linkLocked = () => emitMetric('linksLocked', 1, Date.parse(needs.now()));
const signIn = openIdSignIn({ issuer, clientId, scope, acrValues });
const ports = { ...activationPorts(needs), ...decisionLinkPort(needs), ...linkPorts(), signIn, linkLocked };

const { TRUSTED_ISSUERS } = readEnvironment('trustedIssuers');
/** Where people sign in on pages that are not about one link: at ours, and at others where we have a client. */
const issuers = TRUSTED_ISSUERS.map((trusted) => ({
  issuer: trusted.issuer,
  signIn:
    trusted.issuer === issuer
      ? signIn
      : openIdSignIn({ issuer: trusted.issuer, clientId: trusted.portalClient ?? '', scope: 'openid', acrValues }),
}));
let verifier: Promise<VerifyAccessToken> | undefined;
/** Loaded when somebody has signed in, and not when a link alone is looked at. */
const verify: VerifyAccessToken = async (token, now) => {
  verifier ??= import('#shared/access-tokens/verify-access-token').then(({ createAccessTokenVerifier }) =>
    createAccessTokenVerifier(TRUSTED_ISSUERS),
  );
  return (await verifier)(token, now);
};
const sessionOf = async ({ authorization }: Readonly<Record<string, string | undefined>>) =>
  (await import('#shared/http/link-session')).linkSession(authorization, { ...ports, verify, mfaClaims });

/** Loaded with the first token: scanners that only look at the page do not wait for it. */
const decisions = () => import('#shared/use-cases/link-decisions');

const joinPage = async (query: Readonly<Record<string, unknown>>) =>
  (await import('#shared/http/join-page')).joinPage(query, issuers);

/** The pages people sign in on, and the POSTs of decision links: who acts is told by the token of the mail, and by a sign-in where the role asks for one. */
export const handler = apiFunction(
  decisionLinkRoutes,
  {
    getHealth: () => ({ status: 200, body: { status: 'ok' } }),
    showDecisionPage: ({ method, query }) => decisionPage(method, query, signIn),
    showRewrittenLink: ({ path, query }) =>
      pageOfRewritten(path.link ?? '') === 'join' ? joinPage(query) : decisionPage('GET', query, signIn),
    showJoinPage: ({ query }) => joinPage(query),
    showApprovalsPage: async ({ query }) => (await import('#shared/http/approvals-page')).approvalsPage(query, issuers),
    previewDecision: async ({ body, headers }) => {
      const { previewDecision } = await decisions();
      return { status: 200, body: await previewDecision(body.token, ports, await sessionOf(headers)) };
    },
    decideByLink: async ({ body, headers }) => {
      const { decideByLink } = await decisions();
      const decided = await decideByLink(body, ports, await sessionOf(headers));
      return { status: 200, body: linkAnswer(decided, body.decision) };
    },
    renewLink: async ({ body }) => {
      const { renewLink } = await decisions();
      await renewLink(body.token, ports);
      return { status: 202, body: { status: 'sent' } };
    },
  },
  undefined,
  decisionHeaders,
);
