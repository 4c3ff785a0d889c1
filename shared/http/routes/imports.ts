import type { Route } from '../route.ts';
import { ImportPrincipalsBody } from '../schemas/imports.ts';
import { PolicyPage } from '../schemas/policy.ts';

/** Many things in one call, so that it takes larger bodies and longer than any other. */
const IMPORT_BYTES = 512 * 1024;

export const importRoutes = {
  importPolicy: {
    method: 'POST',
    path: '/v1/import',
    function: 'imports',
    relation: 'administrator',
    body: PolicyPage,
    mostBytes: IMPORT_BYTES,
    idempotent: true,
    dryRun: 'shows',
  },
  importPrincipals: {
    method: 'POST',
    path: '/v1/principals/imports',
    function: 'imports',
    relation: 'administrator',
    body: ImportPrincipalsBody,
    takesLines: true,
    mostBytes: IMPORT_BYTES,
    idempotent: true,
    dryRun: 'shows',
  },
} as const satisfies Record<string, Route>;
