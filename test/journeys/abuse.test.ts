import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import { type Additions, additionsTo, approver } from '#test/support/additions';
import type { Answer } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, page, readLetter, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

let stack: TestStack;
let additions: Additions;
beforeAll(async () => {
  stack = await startTestStack();
  additions = additionsTo(stack);
});
afterAll(async () => {
  additions.close();
  await stack.stop();
});

const as = (person: string) => stack.as(person, { mfa: true });
const settingsOf = (roleId: string) => `/v1/roles/${roleId}/settings`;
const wish = (roleId: string, changes: object = {}) => ({ items: [{ roleId, ...changes }], justification: 'Work' });
const inMinutes = (minutes: number) => plusMinutes(new Date(stack.clock.now()).toISOString(), minutes);
const codesOf = ({ body }: Answer) => body.violations?.map(({ code }) => code);

/** What somebody is refused with; the table is what it was, but for audit and counters (I20). */
async function refused(attempt: () => Promise<Answer>): Promise<Answer> {
  const answer = await leavingAllAsItWas(stack, attempt);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return answer;
}

/** Somebody of whom Lapse knows no sign-in, because nobody has invited them; answers the id. */
async function uninvited(): Promise<string> {
  const ghost = { kind: 'user', displayName: 'Ghost', email: 'ghost@example.test' };
  return (await as('grace').post('/v1/principals', ghost)).body.id ?? '';
}

describe('a requester', () => {
  it.each(['status', 'approvers', 'votes', 'rev', 'requester', 'endsAt', 'quorum', 'settings'])(
    'decides on nothing by sending “%s” along (T-13)',
    async (field) => {
      const [inside, beside] = [
        await refused(() => as('ada').post('/v1/activations', wish('exchange-administrator', { [field]: 'approved' }))),
        await refused(() => as('ada').post('/v1/activations', { ...wish('exchange-administrator'), [field]: 1 })),
      ];

      expect([inside.status, beside.status]).toEqual([400, 400]);
    },
  );

  it('gets at the stricter resource what is allowed there, not what is allowed elsewhere (T-14)', async () => {
    const grace = as('grace');
    await additions.addRole('operator', { maximumDurationMinutes: 480, approval: { required: false } });
    await additions.makeEligible('margaret', 'operator');
    const node = { id: 'production', displayName: 'Production', kind: 'organizational_unit' };
    await grace.post('/v1/resources', node);
    const approval = { required: true, approvers: [{ kind: 'user', id: 'grace' }] };
    const stricter = `${settingsOf('operator')}?resourceId=${node.id}`;
    const saved = await grace.put(stricter, { maximumDurationMinutes: 60, approval }, { 'if-match': '"0"' });
    const at = (durationMinutes: number) => wish('operator', { resourceId: node.id, durationMinutes });

    const long = await refused(() => as('margaret').post('/v1/activations', at(480)));
    const short = await as('margaret').post('/v1/activations', at(60));

    expect(saved.status).toBe(200);
    expect(codesOf(long)).toEqual(['duration_too_long']);
    expect([short.status, short.body.results?.[0]?.outcome]).toEqual([202, 'pending_approval']);
  });
});

describe('what is approved and not yet given (T-16)', () => {
  const takeAway: [string, string, (roleId: string) => Promise<unknown>][] = [
    [
      'principal_disabled',
      'the requester is disabled',
      () => as('grace').patch('/v1/principals/late', { enabled: false }),
    ],
    ['eligibility_gone', 'the eligibility is removed', () => removeEligibility()],
    [
      'duration_too_long',
      'the maximum is lowered',
      (roleId) => as('grace').put(settingsOf(roleId), { maximumDurationMinutes: 30 }, { 'if-match': '"1"' }),
    ],
  ];
  const removeEligibility = async () => {
    const rows = await stack.exportTable();
    const found = rows.find(({ entity, principalId }) => entity === 'assignment' && principalId === 'late');
    return as('grace').delete(`/v1/assignments/${found?.id}`);
  };
  beforeAll(() => additions.addPerson('late', 'late@example.test'));

  it.each(takeAway)('is cancelled as %s when %s, and its requester is told', async (reason, _, take) => {
    const roleId = `later-${reason.replaceAll('_', '-')}`;
    await additions.addRole(roleId, { approval: { required: false } });
    await additions.makeEligible('late', roleId);
    await as('grace').patch('/v1/principals/late', { enabled: true });
    const id = await ask(stack, 'late', wish(roleId, { startsAt: inMinutes(20), durationMinutes: 60 }));
    const scheduled = await show(stack, id);

    await take(roleId);
    await stack.advance(21);

    expect(scheduled.status).toBe('approved');
    expect(await show(stack, id)).toMatchObject({ status: 'cancelled', reason });
    expect(stack.mailTo('late').at(-1)?.subject).toBe(`Cancelled: ${roleId}`);
    await as('grace').patch('/v1/principals/late', { enabled: true });
    await removeEligibility();
  });
});

describe('an approver', () => {
  it('is nobody’s own second account, and no machine (T-17)', async () => {
    await additions.addPerson('ada-admin');
    for (const id of ['ada', 'ada-admin']) await as('grace').patch(`/v1/principals/${id}`, { personId: 'person-ada' });
    const approval = { required: true, approvers: [approver('ada-admin'), approver('grace')] };
    await additions.addRole('watched', { approval });
    await additions.makeEligible('ada', 'watched');
    const id = await ask(stack, 'ada', wish('watched'));

    const own = await refused(() => decide(stack, 'ada-admin', id, 'approve'));
    const machine = await refused(() => decide(stack, 'mailbox-admin-center', id, 'approve'));
    const asked = { ...approval, approvers: [{ kind: 'user', id: 'mailbox-admin-center' }] };
    const saving = await refused(() =>
      as('grace').put(settingsOf('watched'), { approval: asked }, { 'if-match': '"1"' }),
    );

    expect(own.body.code).toBe('self_approval');
    expect([403, 404]).toContain(machine.status);
    expect(codesOf(saving)).toEqual(['unknown_approver', 'nobody_could_approve']);
    expect((await show(stack, id)).status).toBe('pending_approval');
  });

  it('is somebody else, or nothing is saved, asked for or approved (T-18)', async () => {
    const put = (approval: object) =>
      refused(() =>
        as('grace').put(settingsOf('guarded'), { approval: { required: true, ...approval } }, { 'if-match': '"1"' }),
      );
    await as('grace').post('/v1/principals', { id: 'deciders', kind: 'group', displayName: 'Deciders' });
    const rows = await stack.exportTable();
    const group = rows.find(({ entity, displayName }) => entity === 'principal' && displayName === 'Deciders');
    const entry = { kind: 'group' as const, id: String(group?.id), displayName: 'Deciders' };
    await as('grace').patch(`/v1/principals/${entry.id}`, { addMembers: ['alan'] });
    await additions.addRole('guarded', { approval: { required: true, approvers: [entry] } });
    await additions.makeEligible('margaret', 'guarded');
    const waiting = await ask(stack, 'margaret', wish('guarded'));

    await as('grace').patch(`/v1/principals/${entry.id}`, { removeMembers: ['alan'] });
    const votes = await refused(() => decide(stack, 'alan', waiting, 'approve'));
    const ghost = await uninvited();
    const [zero, empty, own, nobody] = [
      await put({ quorum: 0 }),
      await put({ approvers: [{ kind: 'group', id: entry.id }] }),
      await put({ approvers: [{ kind: 'user', id: 'margaret' }] }),
      await put({ approvers: [{ kind: 'user', id: ghost }] }),
    ];
    await as('margaret').post(`/v1/activations/${waiting}/cancel`);
    const asks = await refused(() => as('margaret').post('/v1/activations', wish('guarded')));

    expect([403, 404]).toContain(votes.status);
    expect(zero.status).toBe(400);
    expect([empty, own, nobody].map(codesOf)).toEqual(Array(3).fill(['nobody_could_approve']));
    expect(codesOf(asks)).toEqual(['no_approver']);
  });
});

describe('an administrator', () => {
  it('who edits the settings they have asked under loses their own request (T-19)', async () => {
    await additions.addRole('tempting', { approval: { required: true, approvers: [approver('alan')] } });
    await additions.makeEligible('grace', 'tempting');
    const id = await ask(stack, 'grace', wish('tempting'));

    await as('grace').put(settingsOf('tempting'), { approval: { required: false } }, { 'if-match': '"1"' });
    await stack.settled();

    expect(await show(stack, id)).toMatchObject({ status: 'cancelled', reason: 'changed_by_requester' });
    expect((await refused(() => decide(stack, 'alan', id, 'approve'))).body.code).toBe('not_pending');
  });

  it('does not get the decision on their own request by redirecting an approver’s mails (T-19)', async () => {
    const approval = { required: true, approvers: [approver('alan')] };
    await additions.addRole('redirected', { decisionMode: 'link', approval });
    await additions.makeEligible('grace', 'redirected');
    const id = await ask(stack, 'grace', wish('redirected'));
    const box = 'elsewhere@example.test';
    await as('grace').patch('/v1/principals/alan', { email: box });
    await stack.advance(12 * 60 + 5);
    const letter = readLetter(stack.mails(box).at(-1)?.text ?? '');
    if (!letter) throw new Error('No reminder reached the new address.');

    const shown = await page(stack).preview(letter.approveToken);
    const decided = await refused(() => page(stack).approve(letter));

    expect(shown.body).not.toHaveProperty('terms');
    expect([decided.status, decided.body.code]).toEqual([403, 'link_not_enough']);
    expect((await decide(stack, 'alan', id, 'approve')).body.status).toBe('approved');
    await as('grace').patch('/v1/principals/alan', { email: 'alan@example.test' });
  });

  it('cannot lock everybody out of administering by settings nobody could approve under (T-23)', async () => {
    const settings = settingsOf('privileged-role-administrator');
    const approvers = [
      { kind: 'role', id: 'user-administrator' },
      { kind: 'user', id: await uninvited() },
    ];

    for (const one of approvers) {
      const approval = { required: true, approvers: [one] };
      const answer = await refused(() => as('grace').put(settings, { approval }, { 'if-match': '"0"' }));

      expect([answer.status, codesOf(answer)]).toEqual([422, ['nobody_could_approve']]);
    }
  });
});

describe('who holds a role', () => {
  it('changes neither their own activation nor the audit by any method (T-34)', async () => {
    const id = await askForExchange(stack);
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const body = JSON.stringify({ endsAt: inMinutes(600), durationMinutes: 600, status: 'active' });
    const headers = { 'content-type': 'application/json' };

    const answers: number[] = [];
    await refused(async () => {
      for (const person of ['ada', 'grace'])
        for (const method of ['PUT', 'PATCH', 'DELETE', 'POST'])
          for (const path of [`/v1/activations/${id}`, '/v1/audit', '/v1/reports/activations'])
            answers.push((await as(person).send(method, path, headers, body)).status);
      return as('ada').send('PATCH', `/v1/activations/${id}`, headers, body);
    });
    const others = await refused(() => as('ada').post(`/v1/activations/${id}/revoke`, { reason: 'Mine' }));

    expect(answers).toEqual(Array.from({ length: 24 }, () => 404));
    expect(others.body.code).toBe('activation_not_found');
    const audit = Object.values<Route>(routes).filter(({ path }) => /audit|report/.test(path));
    expect(audit.map(({ method }) => method)).toEqual(audit.map(() => 'GET'));
  });
});
