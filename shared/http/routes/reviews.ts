import type { Route } from '../route.ts';
import { ReviewBody } from '../schemas/running-activations.ts';

/** The word of an administrator on what ran without approval (SET-9). */
export const reviewRoutes = {
  reviewActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/review',
    function: 'administration',
    relation: 'reader',
    body: ReviewBody,
    idempotent: true,
  },
} as const satisfies Record<string, Route>;
