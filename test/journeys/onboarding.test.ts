import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    expect(body).toMatchObject({ consented: true, consentedBy: expect.any(String), consentedAt: expect.any(String) });
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
