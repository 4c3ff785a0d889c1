import type { EntryResult } from '#shared/use-cases/entry-results';
import { importPolicy } from '#shared/use-cases/import-policy';
import type { HandlersOf } from '../api.ts';
import { shortProblem } from './short-problem.ts';

/** Differences that are named of an entry: all results together have to fit into what is kept of an answer. */
const MOST_FIELDS = 20;

/** The configuration from a document. */
export function policyImportHandlers(ports: Parameters<typeof importPolicy>[2]) {
  return {
    importPolicy: async ({ body: { nextCursor: _, ...document }, caller, dryRun }) => {
      const results = await importPolicy(document, caller, ports, dryRun);
      return { status: 200, body: { results: results.map(resultView) } };
    },
  } satisfies HandlersOf<'importPolicy'>;
}

function resultView({ entry, outcome, fields, warnings, refusal }: EntryResult) {
  return {
    ...entry,
    outcome,
    ...(fields ? { fields: fields.slice(0, MOST_FIELDS) } : {}),
    ...(warnings ? { warnings: warnings.slice(0, MOST_FIELDS) } : {}),
    ...(refusal ? { problem: shortProblem(refusal) } : {}),
  };
}
