import type { Activation } from '#shared/domain/activation';
import {
  type ApprovalFigure,
  countPerDay,
  countPerRole,
  type DayFigure,
  findUnused,
  measureApproval,
  type RoleFigure,
  type UnusedEligibility,
} from '#shared/domain/figures';
import { earliest, minutesBetween, plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import type { Page, PageRequest, Ports } from '#shared/ports';

type Needs = Pick<Ports, 'activations' | 'census' | 'now'>;

const DAY_MINUTES = 24 * 60;
const DEFAULT_DAYS = 31;
const MOST_DAYS = 92;
/** No call may run into its time limit: what is more is left out, and the answer says so. */
const MOST_PAGES = 5;
const PAGE = 1000;
const MOST_UNUSED_SHOWN = 100;

export interface Summary {
  readonly from: string;
  readonly to: string;
  /** False when there was more than one call may look through; the figures then are too low. */
  readonly complete: boolean;
  readonly activationsPerDay: readonly DayFigure[];
  readonly assignments: readonly RoleFigure[];
  readonly timeToApproval: ApprovalFigure;
  /** All of them are counted, the oldest are named. */
  readonly unusedEligibilities: { readonly count: number; readonly items: readonly UnusedEligibility[] };
}

/**
 * Figures of a period, by default the last 31 days, and of the assignments in force now (REP-3).
 *
 * @throws Refusal invalid_input when the period is empty or longer than 92 days
 */
export async function summarize(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  needs: Needs,
): Promise<Summary> {
  const now = needs.now();
  const period = periodOf(from, earliest(now, to));
  const [activations, assignments, roles] = await Promise.all([
    readAll<Activation>((page) => needs.activations.report(period, page)),
    readAll((page) => needs.census.listAssignments(page)),
    readAll((page) => needs.census.listRoles(page)),
  ]);
  const eligible = assignments.items.filter(({ type }) => type === 'eligible');
  const holders = await needs.census.findPrincipals(eligible.map(({ principalId }) => principalId));
  const unused = findUnused(eligible, activations.items, holders, now);
  return {
    ...period,
    complete: activations.complete && assignments.complete && roles.complete,
    activationsPerDay: countPerDay(activations.items),
    assignments: countPerRole(roles.items, assignments.items, now),
    timeToApproval: measureApproval(activations.items),
    unusedEligibilities: { count: unused.length, items: unused.slice(0, MOST_UNUSED_SHOWN) },
  };
}

function periodOf(wanted: string | undefined, to: string): { from: string; to: string } {
  const from = wanted ?? plusMinutes(to, -DEFAULT_DAYS * DAY_MINUTES);
  const days = minutesBetween(from, to) / DAY_MINUTES;
  if (days > 0 && days <= MOST_DAYS) return { from, to };
  const message = `from: must lie before \`to\`, at most ${MOST_DAYS} days`;
  throw new Refusal('invalid_input', {
    violations: [{ rule: 'from', code: 'invalid_input', message, limit: MOST_DAYS, unit: 'days' }],
  });
}

async function readAll<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<{ items: T[]; complete: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read({ limit: PAGE, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return { items, complete: true };
  }
  return { items, complete: false };
}
