import { apiFunction } from '#shared/http/api';
import { decisionHeaders, decisionPage } from '#shared/http/decision-page';
import { linkAnswer } from '#shared/http/link-answer';
import { decisionLinkRoutes } from '#shared/http/routes/decision-links';
import { emitMetric } from '#shared/metrics';
import { decideByLink, previewDecision, renewLink } from '#shared/use-cases/link-decisions';
import { activationPorts, decisionLinkPort, linkPorts, tableNeeds } from '#shared/wiring';

const needs = tableNeeds();
const linkLocked = () => emitMetric('linksLocked', 1, Date.parse(needs.now()));
const ports = { ...activationPorts(needs), ...decisionLinkPort(needs), ...linkPorts(), linkLocked };

/** The public decision page and its POSTs: who acts is told by the token of the mail alone. */
export const handler = apiFunction(
  decisionLinkRoutes,
  {
    getHealth: () => ({ status: 200, body: { status: 'ok' } }),
    showDecisionPage: ({ method }) => decisionPage(method),
    previewDecision: async ({ body }) => ({ status: 200, body: await previewDecision(body.token, ports) }),
    decideByLink: async ({ body }) => {
      const decided = await decideByLink(body, ports);
      return { status: 200, body: linkAnswer(decided, body.decision) };
    },
    renewLink: async ({ body }) => {
      await renewLink(body.token, ports);
      return { status: 202, body: { status: 'sent' } };
    },
  },
  undefined,
  decisionHeaders,
);
