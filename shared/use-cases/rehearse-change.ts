import { type Activation, isFinal } from '#shared/domain/activation';
import type { Change } from '#shared/domain/change';
import { isAboutApprovers, type RightEnding, runsUnder } from '#shared/domain/right-ending';
import type { Ports } from '#shared/ports';
import { listActivationsUnder } from './activations-under.ts';

type Needs = Pick<Ports, 'rehearsals' | 'activations' | 'endings' | 'principals'>;

/** What a change would do. */
export interface DryRun<T> {
  readonly outcome: T;
  readonly changes: readonly Change[];
  /** The activations it would end, cancel or cut off, as they are; at most {@link MOST_ENDS}. */
  readonly ends: readonly Activation[];
}

const PAGE = 25;
/** More than that nobody reads; the real call ends all of them. */
export const MOST_ENDS = 200;

/**
 * Tries a change out: tells what it would change, old → new, and what would end with it, and changes nothing.
 *
 * @throws whatever the change itself throws
 */
export async function rehearseChange<T>(change: () => Promise<T>, needs: Needs): Promise<DryRun<T>> {
  const { outcome, changes, endings } = await needs.rehearsals.rehearse(change);
  const [directly, ...under] = await Promise.all([
    findAll(
      changes.filter(isEnding).map(({ id }) => id),
      needs,
    ),
    ...endings.filter(({ cause }) => !isAboutApprovers(cause)).map((ending) => listRunningUnder(ending, needs)),
  ]);
  const ends = new Map([directly, ...under].flat().map((activation) => [activation.id, activation]));
  return { outcome, changes, ends: [...ends.values()].slice(0, MOST_ENDS) };
}

const isOver = (status: unknown) =>
  status === 'cancelled' || status === 'denied' || status === 'revoking' || status === 'ended';

function isEnding({ kind, field, from, to }: Change): boolean {
  return kind === 'activation' && field === 'status' && from !== undefined && isOver(to);
}

async function listRunningUnder({ cause }: RightEnding, needs: Needs): Promise<Activation[]> {
  const running: Activation[] = [];
  let cursor: string | undefined;
  do {
    const page = await listActivationsUnder(cause, { limit: PAGE, cursor }, needs);
    const found = await findAll(page.items, needs);
    running.push(...found.filter((one) => !isFinal(one) && one.status !== 'revoking' && runsUnder(one, cause)));
    cursor = page.nextCursor;
  } while (cursor !== undefined && running.length < MOST_ENDS);
  return running;
}

async function findAll(ids: readonly string[], { activations }: Needs): Promise<Activation[]> {
  return (await Promise.all(ids.map((id) => activations.find(id)))).filter((found) => found !== undefined);
}
