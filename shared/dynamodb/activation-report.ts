import * as v from 'valibot';
import { Activation } from '#shared/domain/activation';
import type { Page } from '#shared/ports';
import type { ReportFilter } from '#shared/ports/activations';
import { indexes } from './index-keys.ts';
import { keys } from './keys.ts';
import { reportPage } from './report-page.ts';
import { type ReportList, type ReportSpan, rowsByDay, rowsOfList } from './report-rows.ts';
import type { KeyRow, Table } from './table.ts';

/** Activations by the narrowest list the filter names, else day by day; newest first (REP-1). */
export function activationReport(table: Table, filter: ReportFilter, span: ReportSpan): Promise<Page<Activation>> {
  const list = narrowestList(filter);
  const rows = list ? rowsOfList(table, list, span.after) : rowsByDay(table, 'ACTIVATION', filter, span);
  return reportPage(
    rows,
    span,
    (found) => load(table, found),
    (activation) => matches(activation, filter),
  );
}

function narrowestList(filter: ReportFilter): ReportList | undefined {
  if (filter.ticket !== undefined) return { index: indexes.byTicket, partition: `TICKET#${filter.ticket}` };
  if (filter.requesterId !== undefined)
    return { index: indexes.byPrincipal, partition: `ACTIVATION#${filter.requesterId}` };
  if (filter.approverId !== undefined) return { partition: keys.decided(filter.approverId, '', '').pk };
  if (filter.roleId !== undefined) return { index: indexes.byList, partition: `ACTIVATION#${filter.roleId}` };
  return undefined;
}

/** Some rows stand on other items than the activation they point at. */
async function load(table: Table, rows: readonly KeyRow[]): Promise<(Activation | undefined)[]> {
  const wanted = rows.map(({ sort }) => keys.activation(sort.slice(sort.lastIndexOf('#') + 1)));
  const items = await table.getSeveral(wanted);
  const activations = items.map((item) => v.parse(Activation, item));
  const byKey = new Map(activations.map((activation) => [keys.activation(activation.id).pk, activation]));
  return wanted.map(({ pk }) => byKey.get(pk));
}

function matches(activation: Activation, filter: ReportFilter): boolean {
  const { approval, origin, justification, requestedAt } = activation;
  const votes = approval?.votes ?? [];
  return (
    isAsWanted(activation, filter) &&
    (filter.approverId === undefined || votes.some((vote) => vote.by.id === filter.approverId)) &&
    (filter.assurance === undefined || votes.some((vote) => vote.assurance === filter.assurance)) &&
    holds(origin.userAgent, filter.userAgent) &&
    holds(justification, filter.justification) &&
    isWithin(requestedAt, filter.from, filter.to) &&
    isWithin('endedAt' in activation ? activation.endedAt : undefined, filter.endedFrom, filter.endedTo)
  );
}

function isAsWanted(activation: Activation, filter: ReportFilter): boolean {
  const facts: [string | undefined, string | undefined][] = [
    [filter.roleId, activation.roleId],
    [filter.resourceId, activation.resourceId],
    [filter.requesterId, activation.requester.id],
    [filter.ticket, activation.ticket?.number],
    [filter.ticketSystem, activation.ticket?.system],
    [filter.status, activation.status],
    [filter.outcome, 'outcome' in activation ? activation.outcome : undefined],
    [filter.review, activation.breakGlass?.review],
    [filter.ip, activation.origin.ip],
  ];
  return facts.every(([wanted, fact]) => wanted === undefined || wanted === fact);
}

function holds(text: string | undefined, part: string | undefined): boolean {
  return part === undefined || (text?.toLowerCase().includes(part.toLowerCase()) ?? false);
}

/** The first instant included, the last not; what has no time lies in no period. */
function isWithin(at: string | undefined, from: string | undefined, to: string | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  return at !== undefined && (from === undefined || at >= from) && (to === undefined || at < to);
}
