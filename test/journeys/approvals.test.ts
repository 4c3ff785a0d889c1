import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { additionsTo, approver } from '#test/support/additions';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, endEverything, letterTo, page, show } from '#test/support/story';

const approvers = [approver('grace'), approver('alan')];
const decisionMode = 'link';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
  const additions = additionsTo(stack);
  await additions.addRole('two-keys', { decisionMode, approval: { required: true, quorum: 2, approvers } });
  await additions.makeEligible('margaret', 'two-keys');
  for (const id of ['reviewer', 'watcher']) await additions.addPerson(id);
  await additions.addRole('watch', {});
  await additions.makeEligible('watcher', 'watch');
  const reviewers = [approver('grace'), approver('reviewer'), { ...approver('watch'), kind: 'role' as const }];
  await additions.addRole('reviewed', { approval: { required: true, approvers: reviewers } });
  await additions.makeEligible('margaret', 'reviewed');
  additions.close();
});
afterEach(async () => {
  await endEverything(stack);
  expectSoundAudit(await stack.exportTable());
});
afterAll(() => stack.stop());

const askFor = (roleId: string) => ask(stack, 'margaret', { items: [{ roleId }], justification: 'Work' });

describe('a quorum of two', () => {
  it('takes two yeses of two people, of which one may come by link', async () => {
    const id = await askFor('two-keys');

    const first = await page(stack).approve(letterTo(stack, 'grace'));
    const again = await decide(stack, 'grace', id, 'approve');
    const byLink = await page(stack).approve(letterTo(stack, 'alan'));
    const second = await decide(stack, 'alan', id, 'approve');
    await stack.settled();

    expect([first.status, first.body.status]).toEqual([200, 'pending_approval']);
    expect([again.status, again.body.code]).toEqual([409, 'already_voted']);
    expect([byLink.status, byLink.body.code]).toEqual([403, 'link_not_enough']);
    expect([second.status, second.body.status]).toEqual([200, 'approved']);
    expect((await show(stack, id)).status).toBe('active');
  });

  it('is broken by the first no', async () => {
    const id = await askFor('two-keys');

    await decide(stack, 'grace', id, 'approve');
    const denied = await decide(stack, 'alan', id, 'deny');

    expect([denied.status, denied.body.status]).toEqual([200, 'denied']);
    await stack.settled();
  });

  it('is not reached by one link used twice', async () => {
    const id = await askFor('two-keys');
    const letter = letterTo(stack, 'grace');

    await page(stack).approve(letter);
    const again = await page(stack).approve(letter);

    expect([again.status, again.body.code]).toEqual([409, 'link_used']);
    expect((await show(stack, id)).approval?.decisions).toHaveLength(1);
  });
});

describe('a signed-in approver', () => {
  it('finds what waits for them in the inbox until it is decided, and never their own requests', async () => {
    const id = await askForExchange(stack);
    const inboxOf = async (person: string) => (await stack.as(person).get('/v1/approvals')).body.items;

    const before = await Promise.all(['grace', 'alan', 'ada', 'mallory'].map(inboxOf));
    await decide(stack, 'grace', id, 'deny');
    await stack.settled();

    expect(before).toMatchObject([[{ id }], [{ id }], [], []]);
    expect(await inboxOf('alan')).toEqual([]);
  });

  it('finds there what they may decide on now, and what they may not is missing everywhere', async () => {
    const unit = { id: 'ou-ab12-cdef3456', displayName: 'Production', kind: 'organizational_unit' };
    await stack.as('grace').post('/v1/resources', unit);
    const watching = { items: [{ roleId: 'watch', resourceId: unit.id }], justification: 'My shift' };
    await ask(stack, 'watcher', watching);
    const there = { items: [{ roleId: 'reviewed', resourceId: unit.id }], justification: 'Work' };
    const ids = [await askFor('reviewed'), await ask(stack, 'margaret', there)];
    const seenBy = async (person: string) => {
      const inbox = (await stack.as(person).get('/v1/approvals')).body.items?.map(({ id }) => id) ?? [];
      const single = await Promise.all(ids.map((id) => stack.as(person).get(`/v1/activations/${id}`)));
      return { inbox: ids.filter((id) => inbox.includes(id)), single: single.map(({ status }) => status) };
    };

    const before = [await seenBy('reviewer'), await seenBy('watcher')];
    const approval = { required: true, approvers: [{ kind: 'user', id: 'grace' }] };
    const saved = await stack.as('grace').put('/v1/roles/reviewed/settings', { approval }, { 'if-match': '"1"' });
    const after = [await seenBy('reviewer'), await seenBy('watcher')];

    expect(saved.status).toBe(200);
    expect(before).toEqual([
      { inbox: ids, single: [200, 200] },
      { inbox: ids.slice(1), single: [404, 200] },
    ]);
    expect(after).toEqual(Array(2).fill({ inbox: [], single: [404, 404] }));
    expect((await seenBy('grace')).inbox).toEqual(ids);
  });

  it('decides on several at once, each with its own result', async () => {
    const [exchange, twoKeys] = [await askForExchange(stack), await askFor('two-keys')];
    const items = [
      { activationId: exchange, decision: 'deny' },
      { activationId: twoKeys, decision: 'approve' },
      { activationId: 'act_unknown', decision: 'approve' },
    ];

    const { status, body } = await stack
      .as('alan', { mfa: true })
      .post('/v1/decisions', { items, justification: 'Weekly review' });
    await stack.settled();

    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { activationId: exchange, outcome: 'denied' },
      { activationId: twoKeys, outcome: 'pending_approval' },
      { activationId: 'act_unknown', outcome: 'refused', problem: { status: 404, code: 'activation_not_found' } },
    ]);
  });

  it.each([
    ['without a second factor', {}],
    ['who used it longer than 15 minutes ago', { mfa: true, authenticatedMinutesAgo: 16 }],
  ])('%s is challenged, on one and on several', async (_, session) => {
    const id = await askForExchange(stack);
    const client = stack.as('grace', session);
    const before = await stack.exportTable();

    const one = await client.post(`/v1/activations/${id}/decisions`, { decision: 'approve', justification: 'Yes' });
    const several = await client.post('/v1/decisions', {
      items: [{ activationId: id, decision: 'approve' }],
      justification: 'Yes',
    });

    for (const { status, body, headers } of [one, several]) {
      expect([status, body.code]).toEqual([401, 'mfa_required']);
      expect(headers.get('www-authenticate')).toMatch(/insufficient_user_authentication.* max_age=900/);
    }
    expect(await stack.exportTable()).toEqual(before);
  });

  it('has to say why', async () => {
    const id = await askForExchange(stack);

    const answers = [
      await stack.as('grace', { mfa: true }).post(`/v1/activations/${id}/decisions`, { decision: 'approve' }),
      await page(stack).approve(letterTo(stack, 'grace'), { justification: '  ' }),
    ];

    for (const { status, body } of answers) expect([status, body.code]).toEqual([422, 'justification_required']);
    expect((await show(stack, id)).status).toBe('pending_approval');
  });
});
