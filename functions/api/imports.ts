import { apiFunction } from '#shared/http/api';
import { onFirstCall } from '#shared/http/on-first-call';
import { importRoutes } from '#shared/http/routes/imports';
import { callerPorts, dryRunPorts, rehearsableNeeds } from '#shared/wiring';

const needs = rehearsableNeeds();

/** Many things in one call, for administrators. */
export const handler = apiFunction(
  importRoutes,
  onFirstCall(importRoutes, async () => {
    const { wireImports } = await import('#shared/import-wiring');
    return wireImports(needs);
  }),
  { ...callerPorts(needs), ...dryRunPorts(needs) },
);
