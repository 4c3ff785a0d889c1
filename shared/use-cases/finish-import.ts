import type { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { importedBy } from '#shared/domain/policy/imported-by';
import type { ImportedEntry } from '#shared/domain/policy/imported-entry';
import type { EventDraft, Ports } from '#shared/ports';
import type { ImportUnderWay } from '#shared/ports/imports';

type Needs = Pick<Ports, 'imports' | 'auditTrail'>;

/** The event of an import, by which people are told of all it added. */
export function importFinished(
  { actor, owner }: ImportUnderWay,
  came: { readonly entries: readonly ImportedEntry[]; readonly refused?: number; readonly brokenOff?: true },
): EventDraft {
  return { type: 'policy.imported', actor, details: { ...came, ...(owner === undefined ? {} : { owner }) } };
}

const PAGE = 100;
/** No import is under way longer: its function has ended by then. */
const MOST_MINUTES = 1;

/**
 * Writes the event of an import that broke off, from the events of what it added, so that nobody goes untold and the record
 * is whole.
 */
export async function finishBrokenImport(id: string, { imports, auditTrail }: Needs): Promise<void> {
  const underWay = await imports.find(id);
  if (!underWay) return;
  const { beganAt, actor } = underWay;
  const filter = { from: beganAt, to: plusMinutes(beganAt, MOST_MINUTES), actorId: actor.id };
  const events: AuditEvent[] = [];
  for (let cursor: string | undefined, isOver = false; !isOver; isOver = cursor === undefined) {
    const page = await auditTrail.list(filter, { limit: PAGE, cursor });
    events.push(...page.items);
    cursor = page.nextCursor;
  }
  // Newest first: told in the order they happened.
  const entries = importedBy(id, events.reverse());
  await imports.finish(underWay, importFinished(underWay, { entries, brokenOff: true }));
}
