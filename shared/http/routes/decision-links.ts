import { AnyQuery } from '../fields.ts';
import type { Route } from '../route.ts';
import { LinkDecisionBody, LinkPreviewBody } from '../schemas.ts';

/** `decide%23` with the longest token there is (2 KB), and room for what mail programs hang on to it. */
const LONGEST_PAGE_LINK = 4096;

/** The decision page and its POSTs, and the two other pages on which people sign in. */
export const decisionLinkRoutes = {
  getHealth: { method: 'GET', path: '/health', function: 'decision-links', relation: 'public' },
  showDecisionPage: {
    method: 'ANY',
    path: '/decide',
    function: 'decision-links',
    relation: 'public',
    query: AnyQuery,
  },
  // Some mail gateways write the `#` of a link as `%23`, which makes the token part of the path.
  showRewrittenLink: {
    method: 'GET',
    path: '/{link}',
    function: 'decision-links',
    relation: 'public',
    query: AnyQuery,
    pathLimit: LONGEST_PAGE_LINK,
  },
  showJoinPage: { method: 'GET', path: '/join', function: 'decision-links', relation: 'public', query: AnyQuery },
  showApprovalsPage: {
    method: 'GET',
    path: '/approvals',
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
