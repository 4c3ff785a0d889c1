import type { Route } from '../route.ts';
import { ImportPrincipalsBody } from '../schemas/imports.ts';

/** Many things in one call, so that it takes larger bodies and longer than any other. */
const IMPORT_BYTES = 512 * 1024;

export const importRoutes = {
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
