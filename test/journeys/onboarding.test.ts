import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onboardingAnswers } from '#shared/http/answers/onboarding';
import { routeKey } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import { startTestStack, type TestStack, withLocalStack } from '#test/support/local-stack';
import { evaluate } from '#test/support/story';

/** Lapse as it is right after the deployment: an empty table. */
const withEmptyStack = () => withLocalStack({ seed: undefined });
const consent = (stack: TestStack, person: string) => stack.as(person).post('/v1/onboarding/consent', {});

/** Enough of a body that nothing but the missing consent can be wrong with it. */
const bodies: Readonly<Record<string, object>> = {
  activate: { items: [{ roleId: 'user-administrator' }], justification: 'Work' },
  decide: { decision: 'approve', justification: 'Work' },
  decideSeveral: { items: [{ activationId: 'act_1', decision: 'approve' }], justification: 'Work' },
};

describe('before anybody has consented', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({ seed: undefined });
  });
  afterAll(() => stack.stop());

  it('everything people and administrators do is refused, the first administrator included', async () => {
    const closed = Object.entries(routes).filter(([, { relation }]) => /principal|reader|administrator/.test(relation));

    const answers = await Promise.all(
      closed.map(async ([operation, route]) => {
        const path = route.path.replace('{id}', 'act_1');
        const grace = stack.as('grace', { mfa: true });
        const json = { 'content-type': 'application/json' };
        const { status, body } =
          route.method === 'GET'
            ? await grace.get(path)
            : await grace.send(route.method, path, json, JSON.stringify(bodies[operation] ?? {}));
        return [routeKey(route), status, body.code];
      }),
    );

    expect(answers.length).toBeGreaterThan(8);
    expect(answers).toEqual(closed.map(([, route]) => [routeKey(route), 403, 'not_onboarded']));
    expect(await stack.exportTable()).toEqual([]);
  });

  it('whoever signs in sees that it is so', async () => {
    const { status, body } = await stack.as('mallory').get('/v1/onboarding');

    expect([status, body]).toEqual([200, { consented: false, directoryRoles: false }]);
  });

  it('protected applications are told no, and why', async () => {
    const { status } = await stack.as('mailbox-admin-center').post('/access/v1/evaluation', {});

    // The workload itself is not known yet either.
    expect([400, 403]).toContain(status);
    expect((await evaluate(stack)).decision).not.toBe(true);
  });

  it('consent is refused to everybody but the one named at deployment', async () => {
    const answers = await Promise.all(['ada', 'alan', 'mallory'].map((person) => consent(stack, person)));

    for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'not_entitled_to_consent']);
    expect(await stack.exportTable()).toEqual([]);
  });
});

describe('consent', () => {
  it('makes the first administrator both kinds of administrator, for good, and opens Lapse', async () => {
    const stack = await withEmptyStack();

    const { status, body } = await consent(stack, 'grace');
    const [me, roles, report] = await Promise.all(
      ['/v1/me', '/v1/me/roles', '/v1/reports/activations'].map((path) => stack.as('grace').get(path)),
    );

    expect(status).toBe(200);
    expect(body).toMatchObject({
      consented: true,
      consentedBy: { id: expect.any(String), displayName: expect.any(String) },
      consentedAt: expect.any(String),
    });
    expect(me?.body).toMatchObject({ administratorRoles: ['privileged-role-administrator', 'security-administrator'] });
    expect(roles?.body.items).toMatchObject([{ status: 'active' }, { status: 'active' }]);
    expect(roles?.body.items?.every((role) => !('validUntil' in role))).toBe(true);
    expect(report?.body).toEqual({ items: [] });
  });

  it('changes nothing the second time, and says who was first', async () => {
    const stack = await withEmptyStack();
    const first = await consent(stack, 'grace');
    const before = await stack.exportTable();

    const second = await consent(stack, 'grace');

    expect(second.body).toEqual(first.body);
    expect(await stack.exportTable()).toEqual(before);
    expect((await consent(stack, 'ada')).status).toBe(403);
  });

  it('given ten times at once counts once', async () => {
    const stack = await withEmptyStack();

    const answers = await Promise.all(Array.from({ length: 10 }, () => consent(stack, 'grace')));

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const rows = await stack.exportTable();
    expect(rows.filter(({ type }) => type === 'onboarding.consented')).toHaveLength(1);
    expect(rows.filter(({ entity }) => entity === 'principal')).toHaveLength(1);
    expect(rows.filter(({ entity }) => entity === 'assignment')).toHaveLength(2);
  });
});

describe('the lock-out guard (ONB-4)', () => {
  const ROLE = 'privileged-role-administrator';

  /** Grace adds somebody by name and address alone, and gives them her role for good; answers the id of her own assignment. */
  async function hireAlan(stack: TestStack): Promise<string> {
    const grace = stack.as('grace', { mfa: true });
    const alan = { id: 'alan', kind: 'user', displayName: 'Alan Turing', email: 'alan@example.test' };
    const permanent = { type: 'active', permanent: true, justification: 'Second administrator' };

    const own = (await grace.get(`/v1/assignments?roleId=${ROLE}`)).body.items?.[0]?.id ?? '';
    const added = await grace.post('/v1/principals', alan);
    const assigned = await grace.post('/v1/assignments', { ...permanent, principalIds: ['alan'], roleId: ROLE });
    expect([added.status, added.text, assigned.status]).toEqual([201, expect.stringContaining('"bound":false'), 201]);
    return own;
  }

  it('does not let the first administrator go while the other one cannot sign in, by whatever door', async () => {
    const stack = await withEmptyStack();
    const { consentedBy } = Object((await consent(stack, 'grace')).body);
    const own = await hireAlan(stack);
    const grace = stack.as('grace', { mfa: true });

    const answers = [
      await grace.delete(`/v1/assignments/${own}`),
      await grace.post(`/v1/assignments/${own}/make-eligible`, {}),
      await grace.patch(`/v1/principals/${consentedBy.id}`, { enabled: false }),
    ];
    const after = await grace.get('/v1/principals');

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([409, 'last_administrator']));
    expect(after.status).toBe(200);
  });

  it('lets her go once the other one has redeemed the invitation, and then keeps that one', async () => {
    const stack = await withEmptyStack();
    await consent(stack, 'grace');
    const own = await hireAlan(stack);
    const [grace, alan] = ['grace', 'alan'].map((person) => stack.as(person, { mfa: true }));
    await grace?.post('/v1/principals/alan/invitation', {});
    await stack.settled();
    const mails = stack.mailTo('alan').map(({ text }) => text);
    const [, code] = /^Invitation code: (\S+)$/m.exec(mails.join('\n')) ?? [];

    const redeemed = await alan?.post('/v1/invitations/redeem', { code });
    const gone = await grace?.delete(`/v1/assignments/${own}`);
    const kept = await alan?.patch('/v1/principals/alan', { enabled: false });

    expect([redeemed?.status, gone?.status, kept?.body.code]).toEqual([200, 204, 'last_administrator']);
  });
});

describe('the sign-up for directory roles (ONB-3)', () => {
  const signUp = (stack: TestStack, person: string) => stack.as(person).post('/v1/onboarding/directory-roles', {});

  it('comes after the consent, from an administrator, once, and everybody sees that it is done', async () => {
    const stack = await withEmptyStack();
    const tooEarly = await signUp(stack, 'grace');
    const { body: consented } = await consent(stack, 'grace');

    const first = await signUp(stack, 'grace');
    const before = await stack.exportTable();
    const second = await signUp(stack, 'grace');
    const seen = await stack.as('mallory').get('/v1/onboarding');

    expect([tooEarly.status, tooEarly.body.code]).toEqual([403, 'not_onboarded']);
    expect([first.status, first.body]).toEqual([200, { ...consented, directoryRoles: true }]);
    expect(second.body).toEqual(first.body);
    expect(await stack.exportTable()).toEqual(before);
    expect(seen.body).toEqual(first.body);
    expect(v.is(onboardingAnswers.signUpForDirectoryRoles[200], first.body)).toBe(true);
    for (const body of [consented, seen.body]) expect(v.is(onboardingAnswers.getOnboarding[200], body)).toBe(true);
  });

  it('is refused to those who only read', async () => {
    const stack = await withLocalStack();
    const before = await stack.exportTable();

    const answers = await Promise.all(['alan', 'ada', 'linus'].map((person) => signUp(stack, person)));

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([403, 'not_allowed']));
    expect(await stack.exportTable()).toEqual(before);
  });
});
