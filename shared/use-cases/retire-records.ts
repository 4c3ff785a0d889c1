import type { ChainHead } from '#shared/audit/checkpoint';
import { hashEvent } from '#shared/audit/event-hash';
import { type Activation, isFinal } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Ports } from '#shared/ports';
import type { AuditRetention } from '#shared/ports/audit-retention';
import type { AuditSeals } from '#shared/ports/audit-seal';

type Needs = Pick<Ports, 'activations' | 'now'> & {
  readonly auditSeals: Pick<AuditSeals, 'listRecorded'>;
  readonly auditRetention: AuditRetention;
  readonly retentionDays: number;
};

const DAY_MINUTES = 24 * 60;
/** Events of one chain may be timed in another order than they stand in; what goes was sealed long before. */
const SEALED_FOR_MINUTES = 60;
/** What one run takes on: it looks at a day at a time until it found so many, or looked at so many days. */
const MOST_EVENTS = 1000;
const MOST_DAYS = 31;

/** What may go, and how the chains are to be verified without it. */
export interface Overdue {
  readonly removals: readonly Removal[];
  /** Everything before this instant was looked at. */
  readonly cameTo: string;
}

interface Removal {
  /** The last event that goes. */
  readonly last: AuditEvent;
  /** A closed one goes with its record. */
  readonly activation?: Activation | undefined;
}

/**
 * Finds what is older than has to be kept: events, but for the newest of each chain, which the next one has to name;
 * closed activations as a whole, once their last event is old enough and no review is awaited.
 *
 * @param sealedUpTo only what is archived may go
 * @param beginning where the audit begins, when nothing went yet
 * @returns nothing when everything was looked at
 */
export async function findOverdue(sealedUpTo: string, beginning: string, needs: Needs): Promise<Overdue | undefined> {
  const { auditRetention, retentionDays, now } = needs;
  const sealed = plusMinutes(sealedUpTo, -SEALED_FOR_MINUTES);
  const before = earlier(plusMinutes(now(), -retentionDays * DAY_MINUTES), sealed);
  const from = (await auditRetention.cameTo()) ?? beginning;
  if (from >= before) return undefined;

  const { newest, cameTo } = await readOld(from, before, needs);
  const removals: Removal[] = [];
  for (const event of newest.values()) {
    const removal = await (event.subject.kind === 'activation' ? wholeRecord : beginningOfChain)(event, before, needs);
    if (removal) removals.push(removal);
  }
  return { removals, cameTo };
}

/** What the next event of a chain, or nobody, names as its predecessor: signed before anything goes. */
export function stubsOf({ removals }: Overdue): ChainHead[] {
  return removals.map(({ last }) => ({
    subject: `${last.subject.kind}:${last.subject.id}`,
    seq: last.seq,
    hash: hashEvent(last),
  }));
}

/** Takes it out of the table. Safe to repeat: what a crash left behind is found again by its events, which go last. */
export async function removeOverdue({ removals, cameTo }: Overdue, { auditRetention }: Needs): Promise<void> {
  for (const { last, activation } of removals) {
    if (activation) await auditRetention.removeRecord(activation);
    await auditRetention.removeUpTo(last.subject, last.seq);
  }
  await auditRetention.advance(cameTo);
}

/** The newest of the old events of each subject. */
async function readOld(from: string, before: string, { auditSeals }: Needs) {
  const newest = new Map<string, AuditEvent>();
  let cameTo = from;
  for (let days = 0, found = 0; days < MOST_DAYS && found < MOST_EVENTS && cameTo < before; days += 1) {
    const to = earlier(plusMinutes(cameTo, DAY_MINUTES), before);
    for await (const page of auditSeals.listRecorded(cameTo, to)) {
      found += page.length;
      for (const event of page) {
        const name = `${event.subject.kind}:${event.subject.id}`;
        if (event.seq > (newest.get(name)?.seq ?? 0)) newest.set(name, event);
      }
    }
    cameTo = to;
  }
  return { newest, cameTo };
}

async function wholeRecord({ subject }: AuditEvent, before: string, needs: Needs): Promise<Removal | undefined> {
  const activation = await needs.activations.find(subject.id);
  if (activation && !(isFinal(activation) && activation.breakGlass?.review !== 'awaiting')) return undefined;
  const last = await needs.auditRetention.findNewest(subject);
  return last && last.at < before ? { last, activation } : undefined;
}

async function beginningOfChain(event: AuditEvent, _: string, { auditRetention }: Needs): Promise<Removal | undefined> {
  const newest = await auditRetention.findNewest(event.subject);
  if (!newest || newest.seq > event.seq) return newest && { last: event };
  const last = await auditRetention.find(event.subject, event.seq - 1);
  return last && { last };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
