import { NoBody } from '../fields.ts';
import type { Route } from '../route.ts';

/** The consent that opens Lapse (ONB-1 … ONB-3). */
export const onboardingRoutes = {
  getOnboarding: { method: 'GET', path: '/v1/onboarding', function: 'administration', relation: 'signed_in' },
  consent: {
    method: 'POST',
    path: '/v1/onboarding/consent',
    function: 'administration',
    relation: 'signed_in',
    body: NoBody,
  },
  signUpForDirectoryRoles: {
    method: 'POST',
    path: '/v1/onboarding/directory-roles',
    function: 'administration',
    relation: 'administrator',
    body: NoBody,
  },
} as const satisfies Record<string, Route>;
