import type { PrincipalWarning } from '#shared/domain/person-link';
import { judgeLine, type LineOutcome, type PrincipalLine } from '#shared/domain/principal-import';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { changePrincipal } from './change-principal.ts';
import { createPrincipal } from './create-principal.ts';
import { importTime } from './import-time.ts';
import { someAtATime } from './some-at-a-time.ts';

type Needs = Pick<
  Ports,
  'activations' | 'roles' | 'principals' | 'principalRecords' | 'removals' | 'imports' | 'newId' | 'now'
>;

const AT_ONCE = 8;

/** What a line has come to; `id`: whose it is, or would be. */
export interface LineResult {
  readonly id?: string | undefined;
  readonly outcome: LineOutcome['outcome'] | 'refused';
  /** In which fields who is there is another. */
  readonly fields?: readonly string[];
  readonly warnings?: readonly PrincipalWarning[];
  readonly refusal?: Refusal;
}

/**
 * Adds people, and disables those who leave, each line by the rules and with the event of a single call, so that one that is
 * refused keeps none of the others. Sent again it changes nothing: who is there is left as they are.
 *
 * @param lines each as it was read, or why it could not be
 */
export async function importPrincipals(
  lines: readonly (PrincipalLine | Refusal)[],
  caller: Caller,
  needs: Needs,
): Promise<LineResult[]> {
  const refuseWhenLate = importTime(needs);
  const repeated = findRepeated(lines);
  const results = await someAtATime(lines, AT_ONCE, async (line, place): Promise<LineResult> => {
    try {
      if (line instanceof Refusal) throw line;
      if (repeated.has(place)) throw new Refusal('import_named_twice');
      refuseWhenLate();
      return await takeLine(line, caller, needs);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...('id' in line ? { id: line.id } : {}), outcome: 'refused', refusal: error };
    }
  });
  await record(results, caller, needs);
  return results;
}

async function takeLine(line: PrincipalLine, caller: Caller, needs: Needs): Promise<LineResult> {
  const judged = judgeLine(line, await findKnown(line, needs));
  switch (judged.outcome) {
    case 'created': {
      const { principal, warnings } = await createPrincipal(judged.wanted, caller, needs);
      return { id: principal.id, outcome: 'created', ...(warnings.length > 0 ? { warnings } : {}) };
    }
    case 'disabled': {
      const { principal } = await changePrincipal(judged.principal.id, { enabled: false }, caller, needs);
      return { id: principal.id, outcome: 'disabled' };
    }
    case 'differs':
      return { id: judged.principal.id, outcome: 'differs', fields: judged.fields };
    case 'same':
      return { id: judged.principal.id, outcome: 'same' };
  }
}

async function findKnown({ id, issuer, subject }: PrincipalLine, { principals }: Needs) {
  const isBound = issuer !== undefined && subject !== undefined;
  const [byId, bound] = await Promise.all([
    id === undefined ? undefined : principals.find(id),
    isBound ? principals.findIdByIdentity(issuer, subject) : undefined,
  ]);
  const byIdentity = bound === undefined || bound === byId?.id ? undefined : await principals.find(bound);
  return { byId, byIdentity };
}

/** The places of lines that name whom an earlier one names, by id or by issuer and subject. */
function findRepeated(lines: readonly (PrincipalLine | Refusal)[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const repeated = new Set<number>();
  for (const [place, line] of lines.entries()) {
    if (line instanceof Refusal) continue;
    const { id, issuer, subject } = line;
    const names = [
      ...(id === undefined ? [] : [JSON.stringify([id])]),
      ...(issuer === undefined || subject === undefined ? [] : [JSON.stringify([issuer, subject])]),
    ];
    if (names.some((name) => seen.has(name))) repeated.add(place);
    for (const name of names) seen.add(name);
  }
  return repeated;
}

/** One event for all of it; an import that changed nothing has none. */
async function record(results: readonly LineResult[], caller: Caller, { imports, newId }: Needs): Promise<void> {
  const idsOf = (outcome: LineResult['outcome']) =>
    results.flatMap((result) => (result.outcome === outcome && result.id !== undefined ? [result.id] : []));
  const [created, disabled] = [idsOf('created'), idsOf('disabled')];
  if (created.length + disabled.length === 0) return;
  const counts = { lines: results.length, refused: results.filter(({ refusal }) => refusal).length };
  const details = { created, disabled, ...counts };
  await imports.record(newId('import'), { type: 'principals.imported', actor: actorOf(caller), details });
}
