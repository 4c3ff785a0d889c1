import * as v from 'valibot';
import { graceSignedIn } from './actors.ts';
import type { Stage } from './stage.ts';
import { StoryBroken } from './story-broken.ts';
import { cut, tableLines } from './telling.ts';

/** An activation of the story, and how the report has to say it ended: its outcome, or else its status. */
export interface Told {
  readonly id: string;
  readonly end: string;
}

const ReportRecord = v.object({
  id: v.string(),
  status: v.string(),
  outcome: v.optional(v.string()),
  requester: v.object({ id: v.string() }),
  roleName: v.string(),
  justification: v.optional(v.string(), ''),
  ticket: v.optional(v.object({ number: v.string() })),
  requestedAt: v.string(),
  approval: v.optional(
    v.object({ decisions: v.array(v.object({ by: v.object({ id: v.string() }), decision: v.string() })) }),
  ),
  origin: v.object({ ip: v.string() }),
});
type ReportRecord = v.InferOutput<typeof ReportRecord>;
const Report = v.object({ items: v.array(ReportRecord) });

const WIDEST_JUSTIFICATION = 16;
const headings = ['WHO', 'ROLE', 'ASKED', 'FROM', 'WHY', 'TICKET', 'DECIDED', 'END'];

/** One record for each activation of the story since `from` (ISO 8601 UTC), oldest first. */
export async function showReport(stage: Stage, from: string, told: readonly Told[]): Promise<void> {
  const path = `/v1/reports/activations?limit=100&from=${from}`;
  const { items } = await stage.ask(
    { by: graceSignedIn, method: 'GET', path },
    { status: 200, body: Report, telling: (report) => [`${report.items.length} records`] },
  );
  const records = told.map(({ id, end }) => {
    const record = items.find((item) => item.id === id);
    if (record && endOf(record) === end) return record;
    throw new StoryBroken(`The report says ${record ? endOf(record) : 'nothing'} of ${id} instead of ${end}.`);
  });
  stage.tell(tableLines(headings, records.map(rowOf)));
}

const endOf = ({ status, outcome }: ReportRecord) => outcome ?? status;

function rowOf(record: ReportRecord): string[] {
  const decisions = record.approval?.decisions ?? [];
  return [
    record.requester.id,
    record.roleName.replace(/istrator$/, ''),
    new Date(record.requestedAt).toUTCString().slice(5, 11) + record.requestedAt.slice(10, 16).replace('T', ' '),
    record.origin.ip,
    cut(record.justification, WIDEST_JUSTIFICATION),
    record.ticket?.number ?? '–',
    decisions.map(({ by, decision }) => `${by.id}: ${decision}`).join(', ') || (record.approval ? 'nobody' : '–'),
    endOf(record),
  ];
}
