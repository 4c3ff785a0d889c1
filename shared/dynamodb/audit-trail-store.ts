import * as v from 'valibot';
import { AuditEvent } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import type { Now } from '#shared/ports';
import type { AuditFilter, AuditTrail } from '#shared/ports/audit-trail';
import { decodeCursor } from './cursor.ts';
import { keys, prefixes } from './keys.ts';
import { reportPage } from './report-page.ts';
import { type ReportSpan, rowsByDay, rowsOfList } from './report-rows.ts';
import type { KeyRow, Table } from './table.ts';

/** Audit events in DynamoDB: the chain of one subject is its partition, all of them stand in an index by day (REP-2). */
export function auditTrailStore(table: Table, now: Now): AuditTrail {
  return {
    list(filter, { limit, cursor }) {
      const span = { limit, after: decodeCursor(cursor), now: now() };
      const { subjectKind: kind, subjectId: id } = filter;
      const isOneSubject = kind !== undefined && id !== undefined;
      const rows = isOneSubject ? rowsOfChain(table, { kind, id }, span) : rowsByDay(table, 'EVENT', filter, span);
      return reportPage(
        rows,
        span,
        (found) => load(table, found),
        (event) => matches(event, filter),
      );
    },
  };
}

/** Behind the events of a partition stand other things of the subject; before them, too. */
function rowsOfChain(table: Table, subject: { kind: string; id: string }, { after }: ReportSpan) {
  const isEvent = (sort: string) => sort.startsWith(prefixes.event);
  if (after !== undefined && !isEvent(after)) throw new Refusal('invalid_cursor');
  const { pk } = keys.event(subject, 0);
  return rowsOfList(
    table,
    { partition: pk, atMost: `${prefixes.event}~`, isOver: ({ sort }) => !isEvent(sort) },
    after,
  );
}

async function load(table: Table, rows: readonly KeyRow[]): Promise<(AuditEvent | undefined)[]> {
  const events = await table.getSeveral(rows.map(({ key }) => key));
  const byKey = new Map(events.map((item) => [`${item.pk}\n${item.sk}`, v.parse(AuditEvent, item)]));
  return rows.map(({ key: { pk, sk } }) => byKey.get(`${pk}\n${sk}`));
}

function matches({ type, at, actor, subject }: AuditEvent, filter: AuditFilter): boolean {
  const { from, to } = filter;
  return (
    (filter.type === undefined || (filter.type.endsWith('.') ? type.startsWith(filter.type) : type === filter.type)) &&
    (filter.actorId === undefined || actor.id === filter.actorId) &&
    (filter.subjectKind === undefined || subject.kind === filter.subjectKind) &&
    (filter.subjectId === undefined || subject.id === filter.subjectId) &&
    (from === undefined || at >= from) &&
    (to === undefined || at < to)
  );
}
