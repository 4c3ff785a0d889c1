import { apiFunction } from '#shared/http/api';
import { onFirstCall } from '#shared/http/on-first-call';
import { importRoutes } from '#shared/http/routes/imports';
import { callerPorts, dryRunPorts, rehearsableNeeds } from '#shared/wiring';

const needs = rehearsableNeeds();

/** Many things in one call, for administrators. */
export const handler = apiFunction(
  importRoutes,
  onFirstCall(importRoutes, async () => {
    const { principalImportHandlers } = await import('#shared/http/imports/principals');
    const { importPorts } = await import('#shared/import-wiring');
    return principalImportHandlers(importPorts(needs));
  }),
  { ...callerPorts(needs), ...dryRunPorts(needs) },
);
