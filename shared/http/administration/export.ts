import { composePolicy } from '#shared/domain/policy/compose-policy';
import { exportPolicy } from '#shared/use-cases/export-policy';
import type { Handlers } from '../api.ts';

/** The configuration as a document, page by page. */
export function exportHandlers(ports: Parameters<typeof exportPolicy>[1]) {
  return {
    exportPolicy: async ({ query }) => {
      const { items, nextCursor } = await exportPolicy(query, ports);
      return { status: 200, body: { ...composePolicy(items), ...(nextCursor === undefined ? {} : { nextCursor }) } };
    },
  } satisfies Partial<Handlers<'administration'>>;
}
