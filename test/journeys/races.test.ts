import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finalStatuses } from '#shared/domain/activation';
import { additionsTo, approver } from '#test/support/additions';
import { buildWithout } from '#test/support/altered-build';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import type { Answer, Client } from '#test/support/http-client';
import { type Row, startTestStack, type TestStack } from '#test/support/local-stack';

/** Over HTTP each round is slow; fifty of each are in test/use-cases/races.test.ts. */
const TIMES = 5;
/** Races beside each other; more of them would only wait for each other in one process. */
const AT_ONCE = 5;
const WINDOW_MINUTES = 5;
/** How long before the deadline somebody votes in good time, and the others make ready, milliseconds. */
const GOOD_TIME = 60_000;
const LEAD = 100;
const approvers = [approver('approver-1'), approver('approver-2')];
const requesters = Array.from({ length: TIMES }, (_, n) => `requester-${n}`);
const roles = { 'one-yes': 1, 'two-yeses': 2, 'yes-or-cancel': 1, 'yes-or-no': 1, 'yes-or-never': 1 };

let stack: TestStack;
let folder: string;
let voters: Client[] = [];
/** What the functions behind the API complain of: nothing, because losing a race is no error. */
const complaints: string[] = [];
beforeAll(async () => {
  // Nobody here has an address; looking for somebody to tell takes as long as all the rest.
  folder = buildWithout((id, { Type }) => Type === 'AWS::Lambda::EventSourceMapping' && id.startsWith('StreamNotif'));
  stack = await startTestStack({
    folder,
    onLog: ({ function: title, line }) => /^api/.test(title) && complaints.push(line),
  });
  const additions = additionsTo(stack);
  for (const { id } of approvers) await additions.addPerson(id);
  for (const id of requesters) await additions.addPerson(id);
  for (const [role, quorum] of Object.entries(roles)) {
    const approval = { required: true, windowMinutes: WINDOW_MINUTES, quorum, approvers };
    const mfa = { require: 'none' } as const;
    await additions.addRole(role, { maximumDurationMinutes: 5, mfa, notifyAdministrators: false, approval });
    for (const id of requesters) await additions.makeEligible(id, role);
  }
  additions.close();
  voters = approvers.map(({ id }) => stack.as(id, { mfa: true }));
}, 60_000);
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true });
});

interface Asked {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly requester: Client;
}

/** Every requester asks for the role, some of them at once; answers their requests, in their order. */
async function askAll(roleId: string): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let from = 0; from < TIMES; from += AT_ONCE)
    asked.push(...(await askTogether(roleId, requesters.slice(from, from + AT_ONCE))));
  return asked;
}

async function askTogether(roleId: string, people: readonly string[]): Promise<Asked[]> {
  const asked = await Promise.all(people.map((person) => ask(person, roleId)));
  await stack.settled();
  return asked;
}

async function ask(person: string, roleId: string): Promise<Asked> {
  const requester = stack.as(person);
  const { body } = await requester.post('/v1/activations', { items: [{ roleId }], justification: 'Race' });
  const { id = '', approval } = body.results?.[0]?.activation ?? {};
  return { id, deadline: Date.parse(approval?.deadline ?? ''), requester };
}

/** Lets the same two things happen at once to each request, several requests beside each other. */
async function race<T>(requests: readonly T[], meet: (request: T) => Promise<Answer>[]): Promise<[Answer, Answer][]> {
  const answers: [Answer, Answer][] = [];
  for (let from = 0; from < requests.length; from += AT_ONCE) {
    const pairs = requests.slice(from, from + AT_ONCE).map(async (request) => {
      const [first, second] = await Promise.all(meet(request));
      if (!first || !second) throw new Error('A race needs two.');
      return [first, second] as [Answer, Answer];
    });
    answers.push(...(await Promise.all(pairs)));
  }
  await stack.settled();
  return answers;
}

const vote = (voter: number, id: string, decision: 'approve' | 'deny') =>
  (voters[voter] ?? stack.anybody).post(`/v1/activations/${id}/decisions`, { decision, justification: 'Race' });

/** The stored state of each request, after the audit of all of them was found sound. */
async function statesOf(requests: readonly { id: string }[]): Promise<Row[]> {
  const rows = await stack.exportTable();
  expect(complaints).toEqual([]);
  expectSoundAudit(rows);
  const activations = new Map(rows.filter(({ entity }) => entity === 'activation').map((row) => [row.id, row]));
  return requests.map(({ id }) => activations.get(id) ?? {});
}

const votesOf = ({ approval }: Row): unknown[] => Object(approval).votes;
const outcomeOf = ({ status, body }: Answer) => (status === 200 ? body.status : body.code);

/** Whatever came of the races: everything is over once its time is, and nothing of it is left. */
async function expectNothingStranded(): Promise<void> {
  await stack.advance(WINDOW_MINUTES + 2);
  await stack.advance(WINDOW_MINUTES + 2);
  const rows = await stack.exportTable();
  const statuses = rows.filter(({ entity }) => entity === 'activation').map(({ status }) => status);

  expectSoundAudit(rows);
  expect(statuses.filter((status) => !finalStatuses.some((final) => final === status))).toEqual([]);
  expect(openTraces(rows)).toEqual([]);
  expect(
    rows.filter(({ entity, holders }) => entity === 'entitlement' && Array.from(Object(holders)).length > 0),
  ).toEqual([]);
  expect(stack.stepFunctions.executions().filter(({ status }) => status === 'RUNNING')).toEqual([]);
  expect(stack.streams.failedRecords).toEqual([]);
}

describe('two things in the same moment have one outcome, and the audit agrees (T-25)', () => {
  it('two yeses where one is enough: one counts, the other comes too late', async () => {
    const requests = await askAll('one-yes');

    const answers = await race(requests, ({ id }) => [vote(0, id, 'approve'), vote(1, id, 'approve')]);
    const states = await statesOf(requests);

    for (const pair of answers) expect(pair.map(outcomeOf).sort()).toEqual(['approved', 'not_pending']);
    for (const state of states) expect([state.status, votesOf(state).length]).toEqual(['active', 1]);
    await expectNothingStranded();
  }, 120_000);

  it('two yeses where both are needed: both count, the second one approves', async () => {
    const requests = await askAll('two-yeses');

    const answers = await race(requests, ({ id }) => [vote(0, id, 'approve'), vote(1, id, 'approve')]);
    const states = await statesOf(requests);

    for (const pair of answers) expect(pair.map(outcomeOf).sort()).toEqual(['approved', 'pending_approval']);
    for (const state of states) expect([state.status, votesOf(state).length]).toEqual(['active', 2]);
    await expectNothingStranded();
  }, 120_000);

  it('a yes and the requester cancelling: cancelled exactly when the requester was told so', async () => {
    const requests = await askAll('yes-or-cancel');

    const answers = await race(requests, ({ id, requester }) => [
      vote(0, id, 'approve'),
      requester.post(`/v1/activations/${id}/cancel`),
    ]);
    const states = await statesOf(requests);

    for (const [position, [voted, cancelled]] of answers.entries()) {
      expect(['approved', 'not_pending']).toContain(outcomeOf(voted));
      expect(['cancelled', 'not_cancellable']).toContain(outcomeOf(cancelled));
      expect(states[position]?.status).toBe(cancelled.status === 200 ? 'cancelled' : 'active');
      expect(votesOf(states[position] ?? {})).toHaveLength(voted.status === 200 ? 1 : 0);
    }
    await expectNothingStranded();
  }, 120_000);

  it('a yes and a no: the first one decides', async () => {
    const requests = await askAll('yes-or-no');

    const answers = await race(requests, ({ id }) => [vote(0, id, 'approve'), vote(1, id, 'deny')]);
    const states = await statesOf(requests);

    for (const [position, pair] of answers.entries()) {
      const approved = pair[0].status === 200;
      expect(pair.map(outcomeOf)).toEqual(approved ? ['approved', 'not_pending'] : ['not_pending', 'denied']);
      expect(states[position]?.status).toBe(approved ? 'active' : 'denied');
      expect(votesOf(states[position] ?? {})).toHaveLength(1);
    }
    await expectNothingStranded();
  }, 120_000);

  it('a yes and the deadline: approved exactly when the approver was told so', async () => {
    const statuses = new Set<unknown>();
    for (let from = 0; from < TIMES; from += AT_ONCE) {
      const requests = await askTogether('yes-or-never', requesters.slice(from, from + AT_ONCE));

      const answers = await meetDeadline(requests, from);
      await stack.advance(2);
      const states = await statesOf(requests);

      for (const [position, answer] of answers.entries()) {
        expect(['approved', 'not_pending', 'deadline_passed']).toContain(outcomeOf(answer));
        expect(states[position]?.status).toBe(answer.status === 200 ? 'active' : 'timed_out');
        statuses.add(states[position]?.status);
      }
    }
    expect(statuses).toEqual(new Set(['active', 'timed_out']));
    await expectNothingStranded();
  }, 120_000);
});

/**
 * A vote for each request while the workflow closes it: the first of them in good time, the others from 39 ms before their
 * deadline to 9 ms after it, a millisecond further each. So the first is always approved, and the last ones never.
 */
async function meetDeadline(requests: readonly Asked[], from: number): Promise<Answer[]> {
  const { clock, functions } = stack;
  const [inGoodTime, ...others] = requests;
  if (!inGoodTime) throw new Error('A race needs two.');
  const nearest = Math.min(...requests.map(({ deadline }) => deadline));
  await clock.advance(Math.max(0, nearest - GOOD_TIME - clock.now()), stack.settled);
  const early = await vote(0, inGoodTime.id, 'approve');
  await clock.advance(Math.max(0, nearest - LEAD - clock.now()), stack.settled);
  const closing = requests.map(({ id, deadline }, position) =>
    until(deadline - 1 + (position % 3)).then(() =>
      functions.invoke('workflow/close-undecided', { activationId: id }).catch(() => undefined),
    ),
  );
  const late = others.map(async ({ id, deadline }, position) => {
    await until(deadline + from + position + 1 - 40);
    return vote(position % 2, id, 'approve');
  });
  const answers = [early, ...(await Promise.all(late))];
  await Promise.all(closing);
  return answers;
}

const until = (instant: number) => new Promise<void>((resolve) => stack.clock.at(instant, resolve));
