import { AnyQuery } from '../fields.ts';
import type { Route } from '../route.ts';
import { LinkDecisionBody, LinkPreviewBody } from '../schemas.ts';

/** The public decision page and its POSTs. */
export const decisionLinkRoutes = {
  getHealth: { method: 'GET', path: '/health', function: 'decision-links', relation: 'public' },
  showDecisionPage: {
    method: 'ANY',
    path: '/decide',
    function: 'decision-links',
    relation: 'public',
    query: AnyQuery,
  },
  previewDecision: {
    method: 'POST',
    path: '/decisions/preview',
    function: 'decision-links',
    relation: 'link',
    body: LinkPreviewBody,
  },
  decideByLink: {
    method: 'POST',
    path: '/decisions',
    function: 'decision-links',
    relation: 'link',
    body: LinkDecisionBody,
  },
  renewLink: {
    method: 'POST',
    path: '/decisions/renew',
    function: 'decision-links',
    relation: 'link',
    body: LinkPreviewBody,
  },
} as const satisfies Record<string, Route>;
