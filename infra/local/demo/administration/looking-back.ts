import * as v from 'valibot';
import { alanSignedIn } from '../actors.ts';
import type { Stage } from '../stage.ts';
import { tableLines } from '../telling.ts';
import { answered } from './answered.ts';
import type { Cast } from './cast.ts';

const by = alanSignedIn;
const Summary = v.object({
  assignments: v.array(v.object({ roleName: v.string(), standing: v.number(), eligible: v.number() })),
  unusedEligibilities: v.object({ count: v.number() }),
});
const Event = v.object({
  type: v.string(),
  actor: v.object({ displayName: v.string() }),
  subject: v.object({ kind: v.string(), id: v.string() }),
});

/** Who holds what now, in figures, and the record of every change; alan may read all of it and change none. */
export async function lookBack(stage: Stage, { role }: Cast): Promise<void> {
  await stage.ask(
    { by, method: 'GET', path: `/v1/roles/${role}/members`, headers: { accept: 'text/csv' }, gist: 'as CSV' },
    answered(200, v.string(), (csv) => csv.trim().split('\r\n')),
  );
  await stage.ask(
    { by, method: 'GET', path: '/v1/reports/summary' },
    answered(200, Summary, ({ assignments, unusedEligibilities }) => [
      ...assignments
        .filter(({ standing, eligible }) => standing + eligible > 0)
        .map(({ roleName, standing, eligible }) => `${roleName}: ${standing} standing, ${eligible} eligible`),
      `eligible for what they did not use: ${unusedEligibilities.count}`,
    ]),
  );
  const { items } = await stage.ask(
    { by, method: 'GET', path: '/v1/audit?limit=8' },
    answered(200, v.object({ items: v.array(Event) }), (page) => [`the newest ${page.items.length} events`]),
  );
  const rows = items.map(({ type, actor, subject }) => [type, actor.displayName, `${subject.kind} ${subject.id}`]);
  stage.tell(tableLines(['WHAT', 'WHO', 'ABOUT'], rows));
}
