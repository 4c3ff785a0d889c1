import type { Route } from '../route.ts';
import { ExtendBody, ReviewBody } from '../schemas/running-activations.ts';

/** More time for what runs (ACT-7), and the word of an administrator on what ran without approval (SET-9). */
export const runningActivationRoutes = {
  extendActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/extend',
    function: 'self-service',
    relation: 'principal',
    body: ExtendBody,
    idempotent: true,
  },
  reviewActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/review',
    function: 'administration',
    relation: 'reader',
    body: ReviewBody,
  },
} as const satisfies Record<string, Route>;
