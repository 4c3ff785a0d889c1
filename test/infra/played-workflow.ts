import * as v from 'valibot';
import type { Definition } from '#infra/local/step-functions/definition';
import { readTemplate } from '#infra/local/template';
import { type Call, type Stage, stage } from '#test/infra/local/step-functions/stage';
import { TEST_BUILD } from '#test/support/build-once';

const template = readTemplate(TEST_BUILD, 'Lapse', { attributes: { 'Custom::LinkKeys.Keys': () => '{}' } });
const [machine] = template.all('AWS::StepFunctions::StateMachine', v.object({ DefinitionString: v.string() }));
const functions = template.all('AWS::Lambda::Function', v.object({ Description: v.optional(v.string(), '') }));
const definition: Definition = JSON.parse(machine?.properties.DefinitionString ?? '');

/** `workflow/grant-access` for the call of a function, the service's action for another. */
function nameOf({ to }: Call): string {
  const found = functions.find(({ arn }) => arn.endsWith(`:${to}`));
  return found ? found.properties.Description.replace('functions/workflow/', '') : to;
}

type Play = Readonly<Record<string, (attempt: number) => unknown>>;

/** The synthesized workflow on a clock of its own, with functions played; each is told which attempt of it this is, from 1. */
export function workflow(play: Play = {}) {
  const attempts = new Map<string, number>();
  const running = stage(definition, (call) => {
    const name = nameOf(call);
    attempts.set(name, (attempts.get(name) ?? 0) + 1);
    return play[name]?.(attempts.get(name) ?? 0) ?? null;
  });
  return { ...running, called: () => running.calls.map(nameOf) };
}

/** What dispatch starts it with: a day to decide, eight hours to hold. */
export const input = (changes: object = {}) => ({
  activationId: 'act_1',
  generation: 1,
  needsApproval: true,
  approvalSeconds: 24 * 3600,
  startsAt: '2020-01-01T00:00:00.000Z',
  holdSeconds: 8 * 3600,
  tokenExpiresAtSeconds: 1_800_000_000,
  ...changes,
});

/** Each state once per visit, in order. */
export const statesOf = (running: Stage) => running.execution().statesEntered;

/** Answers the token that the approval stored. */
async function answerApproval(running: Stage, operation: 'SendTaskSuccess' | 'SendTaskFailure', rest: object) {
  const values = running.calls[0]?.given.ExpressionAttributeValues;
  await running.sfn.call(operation, { taskToken: Object(values)[':taskToken'].S, ...rest });
  await running.activity.settled();
}

/** What dispatch does once a decision approved it. */
export const approve = (running: Stage) => answerApproval(running, 'SendTaskSuccess', { output: '{}' });

/** What dispatch does once it is denied or cancelled. */
export const close = (running: Stage) =>
  answerApproval(running, 'SendTaskFailure', { error: 'NotApproved', cause: 'denied' });

/** What dispatch does once the holder gave the role back. */
export async function endEarly(running: Stage) {
  const grant = running.calls.find((call) => nameOf(call) === 'grant-access');
  await running.sfn.call('SendTaskSuccess', { taskToken: grant?.given.taskToken, output: '{}' });
  await running.activity.settled();
}
