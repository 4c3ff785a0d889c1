import * as v from 'valibot';
import { DryRunAnswer } from '../answers/dry-run.ts';
import { answers } from '../answers.ts';
import { type Route, takesDryRun } from '../route.ts';

/** What a route answers when all goes well, by status; what changes something answers a dry run with 200. */
export function goodAnswers(operation: string, route: Route): [status: string, v.GenericSchema][] {
  const own = Object.entries(answers[operation] ?? {});
  if (!takesDryRun(route)) return own;
  const [, first] = own[0] ?? [];
  const shown = own.flatMap(([status, schema]) => (status === '200' ? [schema] : []));
  const beside = route.dryRun === 'shows' && first ? [withDryRun(first)] : [];
  const answered = [...shown, ...beside, DryRunAnswer];
  const whole = answered.length === 1 ? DryRunAnswer : v.union(answered);
  return [['200', whole], ...own.filter(([status]) => status !== '200')];
}

const AnObject = v.looseObject({
  entries: v.record(
    v.string(),
    v.custom<v.GenericSchema>((given) => v.is(v.looseObject({ kind: v.literal('schema') }), given)),
  ),
});

/** What the handler answers and what a dry run tells, side by side. */
function withDryRun(schema: v.GenericSchema): v.GenericSchema {
  return v.strictObject({ ...v.parse(AnObject, schema).entries, ...DryRunAnswer.entries });
}
