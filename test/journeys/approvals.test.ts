import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { additionsTo, approver } from '#test/support/additions';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, EXCHANGE, lettersTo, letterTo, page, passBy, show } from '#test/support/story';

let stack: TestStack;
const approvers = [approver('grace'), approver('alan')];
const decisionMode = 'link';

beforeAll(async () => {
  stack = await startTestStack();
  const additions = additionsTo(stack);
  await additions.addRole('two-keys', { decisionMode, approval: { required: true, quorum: 2, approvers } });
  await additions.addRole('one-hour', { decisionMode, approval: { required: true, windowMinutes: 60, approvers } });
  for (const role of ['two-keys', 'one-hour']) await additions.makeEligible('margaret', role);
  additions.close();
});
afterAll(() => stack.stop());

const askFor = (roleId: string) => ask(stack, 'margaret', { items: [{ roleId }], justification: 'Work' });
const end = async (person: string, id: string) => {
  await stack.as(person).post(`/v1/activations/${id}/cancel`);
  await stack.as(person).post(`/v1/activations/${id}/deactivate`);
  await stack.settled();
  expectSoundAudit(await stack.exportTable());
};

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
    await end('margaret', id);
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
    await end('margaret', id);
  });
});

describe('approvers who have not answered', () => {
  it('are reminded at half and at nine tenths of the window, with a link that replaces the older one', async () => {
    const id = await askFor('one-hour');
    const first = letterTo(stack, 'grace');
    await stack.advance(31);
    const second = letterTo(stack, 'grace');
    await stack.advance(24);
    const third = letterTo(stack, 'grace');

    const old = [await page(stack).approve(first), await page(stack).preview(second.approveToken)];
    const fresh = await page(stack).approve(third);
    await stack.settled();

    expect(old.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'link_replaced'],
      [409, 'link_replaced'],
    ]);
    expect([fresh.status, fresh.body.status]).toEqual([200, 'approved']);
    await end('margaret', id);
  });

  it('are not reminded once they have voted', async () => {
    const id = await askFor('two-keys');
    await decide(stack, 'alan', id, 'approve');
    const counts = () => ['grace', 'alan'].map((person) => lettersTo(stack, person).length);
    const [grace = 0, alan = 0] = counts();

    await stack.advance(12 * 60 + 1);

    expect(counts()).toEqual([grace + 1, alan]);
    await end('margaret', id);
  });
});

describe('an expired link', () => {
  it('is renewed by a mail to the same approver three times, and no more', async () => {
    const id = await askForExchange(stack);
    const expired = letterTo(stack, 'grace');
    await stack.advance(61);
    const late = await page(stack).approve(expired);
    const alan = lettersTo(stack, 'alan').length;

    const answers = [];
    for (let renewal = 1; renewal <= 4; renewal += 1) {
      answers.push(await page(stack).renew(letterTo(stack, 'grace').approveToken));
      await stack.settled();
    }

    expect([late.status, late.body.code]).toEqual([409, 'link_expired']);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 409]);
    expect(answers.at(-1)?.body.code).toBe('link_renewed_too_often');
    expect(lettersTo(stack, 'alan')).toHaveLength(alan);
    expect((await page(stack).renew(expired.approveToken)).body.code).toBe('link_replaced');
    expect((await page(stack).approve(letterTo(stack, 'grace'))).status).toBe(200);
    await stack.settled();
    await end('ada', id);
  });

  it('of a closed activation is not renewed', async () => {
    const id = await askForExchange(stack);
    await end('ada', id);
    await stack.advance(61);

    const { status, body } = await page(stack).renew(letterTo(stack, 'grace').approveToken);

    expect([status, body.code]).toEqual([409, 'link_closed']);
  });
});

describe('a link whose code was guessed wrong', () => {
  it('five times is locked, and its approver still decides signed in', async () => {
    const id = await askForExchange(stack);
    const letter = letterTo(stack, 'grace');

    const guesses = [];
    for (let guess = 1; guess <= 5; guess += 1) guesses.push(await page(stack).deny(letter, { matchCode: 'ZZZZ' }));
    const right = await page(stack).approve(letter);
    const shown = await page(stack).preview(letter.approveToken);
    const pending = await show(stack, id);
    const signedIn = await decide(stack, 'grace', id, 'approve');
    await stack.settled();

    expect(new Set(guesses.map(({ body }) => body.code))).toEqual(new Set(['wrong_match_code']));
    expect([right.status, right.body.code]).toEqual([409, 'link_locked']);
    expect(shown.body.code).toBe('link_locked');
    expect(pending.status).toBe('pending_approval');
    expect([signedIn.status, signedIn.body.status]).toEqual([200, 'approved']);
    const rows = await stack.exportTable();
    expect(rows.filter(({ type }) => type === 'link.wrong_code')).toHaveLength(5);
    await end('ada', id);
  });

  it('four times still takes the right one', async () => {
    const id = await askForExchange(stack);
    const letter = letterTo(stack, 'alan');

    for (let guess = 1; guess <= 4; guess += 1) await page(stack).approve(letter, { matchCode: 'ZZZZ' });
    const right = await page(stack).approve(letter);
    await stack.settled();

    expect([right.status, right.body.status]).toEqual([200, 'approved']);
    await end('ada', id);
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
    await end('margaret', twoKeys);
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
    await end('ada', id);
  });

  it('has to say why', async () => {
    const id = await askForExchange(stack);

    const answers = [
      await stack.as('grace', { mfa: true }).post(`/v1/activations/${id}/decisions`, { decision: 'approve' }),
      await page(stack).approve(letterTo(stack, 'grace'), { justification: '  ' }),
    ];

    for (const { status, body } of answers) expect([status, body.code]).toEqual([422, 'justification_required']);
    expect((await show(stack, id)).status).toBe('pending_approval');
    await end('ada', id);
  });
});

describe('a role that takes decisions of signed-in approvers only', () => {
  it('shows next to nothing by link and takes no vote by it, but by session', async () => {
    const id = await ask(stack, 'margaret', { items: [{ roleId: 'billing-administrator' }], justification: 'Invoice' });
    const letter = letterTo(stack, 'grace');

    const shown = await page(stack).preview(letter.approveToken);
    const voted = await page(stack).approve(letter);
    const signedIn = await decide(stack, 'grace', id, 'approve');
    await stack.settled();

    expect(shown.body).toEqual({ mode: 'signIn' });
    expect([voted.status, voted.body.code]).toEqual([403, 'link_not_enough']);
    expect(signedIn.status).toBe(200);
    await end('margaret', id);
  });
});

describe('the decision of an approver', () => {
  it('comes too late from the deadline on', async () => {
    const id = await askForExchange(stack, { items: [{ ...EXCHANGE.items[0], durationMinutes: 5 }] });
    const { approval } = await show(stack, id);

    await passBy(stack, plusMinutes(approval?.deadline ?? '', 0));

    const { status, body } = await decide(stack, 'grace', id, 'approve');
    expect([status, body.code]).toEqual([409, 'not_pending']);
  });
});
