import { Refusal } from '#shared/domain/refusal';
import { importPrincipals, type LineResult } from '#shared/use-cases/import-principals';
import type { HandlersOf } from '../api.ts';
import { readLines } from '../lines.ts';
import { parseFields } from '../request.ts';
import { PrincipalLine } from '../schemas/imports.ts';
import { MOST_ENTRIES } from '../schemas/policy.ts';
import { shortProblem } from './short-problem.ts';

const columns = { names: Object.keys(PrincipalLine.entries), flags: ['enabled'] };

/** People from CSV, JSON lines or JSON. */
export function principalImportHandlers(ports: Parameters<typeof importPrincipals>[2]) {
  return {
    importPrincipals: async ({ lines, body, caller }) => {
      const given = lines ? readLines(lines, columns, MOST_ENTRIES) : body?.items;
      if (!given) throw new Refusal('invalid_input', { detail: 'There is no line to import.' });
      const results = await importPrincipals(given.map(readLine), caller, ports);
      return { status: 200, body: { results: results.map(resultView) } };
    },
  } satisfies HandlersOf<'importPrincipals'>;
}

function readLine(given: unknown) {
  try {
    return parseFields(PrincipalLine, given);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function resultView({ refusal, ...result }: LineResult) {
  return { ...result, ...(refusal ? { problem: shortProblem(refusal) } : {}) };
}
