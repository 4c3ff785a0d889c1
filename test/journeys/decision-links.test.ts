import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { additionsTo, approver } from '#test/support/additions';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import {
  ask,
  askForExchange,
  decide,
  endEverything,
  lettersTo,
  letterTo,
  page,
  passBy,
  show,
} from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

const approvers = [approver('grace'), approver('alan')];
const decisionMode = 'link';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
  const additions = additionsTo(stack);
  await additions.addRole('two-keys', { decisionMode, approval: { required: true, quorum: 2, approvers } });
  await additions.makeEligible('margaret', 'two-keys');
  await additions.addRole('one-hour', { decisionMode, approval: { required: true, windowMinutes: 60, approvers } });
  await additions.makeEligible('margaret', 'one-hour');
  additions.close();
});
afterEach(async () => {
  await endEverything(stack);
  expectSoundAudit(await stack.exportTable());
});
afterAll(() => stack.stop());

async function approveOneHour(by: typeof approvers): Promise<void> {
  const path = '/v1/roles/one-hour/settings';
  const etag = (await stack.as('grace').get(path)).headers.get('etag') ?? '';
  const approval = { required: true, windowMinutes: 60, approvers: by.map(({ kind, id }) => ({ kind, id })) };
  await stack.as('grace', { mfa: true }).put(path, { decisionMode, approval }, { 'if-match': etag });
}

const askFor = (roleId: string) => ask(stack, 'margaret', { items: [{ roleId }], justification: 'Work' });

describe('approvers who have not answered', () => {
  it('are reminded at half and at nine tenths of the window, with a link that replaces the older one (T-28)', async () => {
    await askFor('one-hour');
    const first = letterTo(stack, 'grace');
    await stack.advance(31);
    const second = letterTo(stack, 'grace');
    await stack.advance(24);
    const third = letterTo(stack, 'grace');

    const old = await leavingAllAsItWas(stack, async () => [
      await page(stack).approve(first),
      await page(stack).preview(second.approveToken),
    ]);
    const fresh = await page(stack).approve(third);
    await stack.settled();

    expect(old.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'link_replaced'],
      [409, 'link_replaced'],
    ]);
    expect([fresh.status, fresh.body.status]).toEqual([200, 'approved']);
  });

  it('are not reminded once they have voted', async () => {
    const id = await askFor('two-keys');
    await decide(stack, 'alan', id, 'approve');
    const counts = () => ['grace', 'alan'].map((person) => lettersTo(stack, person).length);
    const [grace = 0, alan = 0] = counts();

    await stack.advance(12 * 60 + 1);

    expect(counts()).toEqual([grace + 1, alan]);
  });
});

describe('an expired link', () => {
  it('is renewed by a mail to the same approver three times, and no more', async () => {
    await askForExchange(stack);
    const first = letterTo(stack, 'grace');
    const early = await page(stack).renew(first.approveToken);
    const told = lettersTo(stack, 'alan').length;

    const answers = [];
    for (let renewal = 1; renewal <= 4; renewal += 1) {
      await stack.advance(61);
      const letter = letterTo(stack, 'grace');
      answers.push([
        (await page(stack).approve(letter)).body.code,
        (await page(stack).renew(letter.approveToken)).status,
      ]);
      await stack.settled();
    }

    expect([early.status, early.body.code]).toEqual([409, 'link_still_valid']);
    expect(answers).toEqual([202, 202, 202, 409].map((status) => ['link_expired', status]));
    expect((await page(stack).renew(letterTo(stack, 'grace').approveToken)).body.code).toBe('link_renewed_too_often');
    expect((await page(stack).renew(first.approveToken)).body.code).toBe('link_replaced');
    expect(lettersTo(stack, 'alan')).toHaveLength(told);
  });

  it('once renewed decides like any other', async () => {
    await askForExchange(stack);
    await stack.advance(61);

    await page(stack).renew(letterTo(stack, 'grace').denyToken);
    await stack.settled();
    const { status, body } = await page(stack).approve(letterTo(stack, 'grace'));

    expect([status, body.status]).toEqual([200, 'approved']);
  });

  it('of a closed activation is not renewed', async () => {
    await askForExchange(stack);
    await endEverything(stack);
    await stack.advance(61);

    const { status, body } = await page(stack).renew(letterTo(stack, 'grace').approveToken);

    expect([status, body.code]).toEqual([409, 'link_closed']);
  });
});

describe('a link whose code was guessed wrong', () => {
  it('five times is locked, and its approver still decides signed in (T-30)', async () => {
    const id = await askForExchange(stack);
    const letter = letterTo(stack, 'grace');

    const guess = () => page(stack).deny(letter, { matchCode: 'ZZZZ' });
    const [guesses, right, shown] = await leavingAllAsItWas(stack, async () => [
      [await guess(), await guess(), await guess(), await guess(), await guess()],
      await page(stack).approve(letter),
      await page(stack).preview(letter.approveToken),
    ]);
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
  });

  it('four times still takes the right one', async () => {
    await askForExchange(stack);
    const letter = letterTo(stack, 'alan');

    for (let guess = 1; guess <= 4; guess += 1) await page(stack).approve(letter, { matchCode: 'ZZZZ' });
    const right = await page(stack).approve(letter);
    await stack.settled();

    expect([right.status, right.body.status]).toEqual([200, 'approved']);
  });
});

describe('a link', () => {
  it('that was used is refused before and after the end, which stays where it was (T-03)', async () => {
    const id = await askForExchange(stack);
    const letter = letterTo(stack, 'grace');
    await page(stack).approve(letter);
    await stack.settled();
    const { endsAt = '', approval } = await show(stack, id);

    const before = await leavingAllAsItWas(stack, () => page(stack).approve(letter));
    await passBy(stack, endsAt);
    const after = await leavingAllAsItWas(stack, () => page(stack).approve(letter));

    expect([before.body.code, after.body.code]).toEqual(['link_closed', 'link_expired']);
    expect(await show(stack, id)).toMatchObject({ status: 'ended', endsAt, approval });
  });

  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'disabled',
      () => stack.as('grace').patch('/v1/principals/alan', { enabled: false }),
      () => stack.as('grace').patch('/v1/principals/alan', { enabled: true }),
    ],
    ['removed from those who approve', () => approveOneHour([approver('grace')]), () => approveOneHour(approvers)],
  ])('of an approver who was %s after the mail decides nothing (T-27)', async (_, takeAway, giveBack) => {
    const id = await askFor('one-hour');
    const letter = letterTo(stack, 'alan');
    await takeAway();

    const answers = await leavingAllAsItWas(stack, async () => [
      await page(stack).approve(letter),
      await page(stack).deny(letter),
    ]);
    await giveBack();

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'not_an_approver'],
      [403, 'not_an_approver'],
    ]);
    expect((await show(stack, id)).status).toBe('pending_approval');
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['cancelled', (id) => stack.as('ada').post(`/v1/activations/${id}/cancel`)],
    ['denied', (id) => decide(stack, 'alan', id, 'deny')],
    [
      'given back',
      async (id) => {
        await decide(stack, 'alan', id, 'approve');
        await stack.settled();
        await stack.as('ada').post(`/v1/activations/${id}/deactivate`);
      },
    ],
  ])('of an activation that was %s is closed, and changes nothing (T-24)', async (_, close) => {
    const id = await askForExchange(stack);
    await close(id);
    await stack.settled();
    const letter = letterTo(stack, 'grace');
    const closed = await show(stack, id);

    const answers = await leavingAllAsItWas(stack, async () => [
      await page(stack).preview(letter.approveToken),
      await page(stack).approve(letter),
    ]);

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'link_closed'],
      [409, 'link_closed'],
    ]);
    expect(await show(stack, id)).toEqual(closed);
  });
});
