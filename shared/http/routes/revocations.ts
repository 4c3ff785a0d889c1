import type { Route } from '../route.ts';
import { RevokeBody } from '../schemas/revocations.ts';

/** An administrator ends somebody's activation (END-2), or an approver what they approved (APR-7). */
export const revocationRoutes = {
  revokeActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/revoke',
    function: 'administration',
    relation: 'administrator_or_approver',
    body: RevokeBody,
    idempotent: true,
  },
} as const satisfies Record<string, Route>;
