import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { evaluate, passBy } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

const ROLE = 'user-administrator';
const admin = () => stack.as('grace', { mfa: true });
const daysAhead = (days: number) => new Date(stack.clock.now() + days * 24 * 3_600_000).toISOString();

async function assign(principalId: string, changes: object = {}): Promise<string> {
  const body = { principalIds: [principalId], roleId: ROLE, type: 'active', justification: 'On call', ...changes };
  const { status, body: answer } = await admin().post('/v1/assignments', body);
  expect(status).toBe(201);
  return Object(answer.results?.[0]).assignment.id;
}

describe('an administrator', () => {
  it('gives standing access, is warned that it is in use, and makes it an eligibility: it is gone at once', async () => {
    const id = await assign('mallory', { permanent: true });
    expect(await evaluate(stack, 'mallory', ROLE)).toEqual({ decision: true, context: { reason: 'active' } });

    const { status, body } = await admin().post(`/v1/assignments/${id}/make-eligible`, {});

    expect([status, Object(body)]).toMatchObject([
      200,
      { assignment: { type: 'eligible', principalId: 'mallory' }, warnings: [{ code: 'used_recently' }] },
    ]);
    expect(await evaluate(stack, 'mallory', ROLE)).toMatchObject({ decision: false });
    expect((await stack.as('mallory').get('/v1/me/roles')).body.items).toMatchObject([{ status: 'eligible' }]);
    expect(await admin().delete(`/v1/assignments/${Object(body).assignment.id}`)).toMatchObject({
      status: 204,
      text: '',
    });
  });

  it('cannot take the last administrator away', async () => {
    const { body } = await admin().get('/v1/assignments?principalId=grace&roleId=privileged-role-administrator');

    const answer = await admin().delete(`/v1/assignments/${body.items?.[0]?.id}`);

    expect([answer.status, answer.body.code]).toEqual([409, 'last_administrator']);
  });
});

describe('somebody whose access ends', () => {
  it('asks for more, and holds it again once an administrator says yes', async () => {
    const id = await assign('linus', { endsAt: daysAhead(2) });
    await passBy(stack, daysAhead(1));
    await passBy(stack, daysAhead(1));
    expect(await evaluate(stack, 'linus', ROLE)).toMatchObject({ decision: false });
    expect((await stack.as('linus').get('/v1/me/roles')).body.items).toContainEqual(
      expect.objectContaining({ status: 'expired', assignmentId: id }),
    );

    const wish = { endsAt: daysAhead(30), justification: 'Still on call' };
    const asked = await stack.as('linus').post(`/v1/assignments/${id}/extension`, wish);
    expect([asked.status, Object(asked.body).kind]).toEqual([202, 'renewal']);
    const waiting = await stack.as('alan').get('/v1/extensions');
    const yes = { decision: 'approve', justification: 'Yes' };
    const decided = await admin().post(`/v1/extensions/${waiting.body.items?.[0]?.id}/decision`, yes);

    expect([decided.status, decided.body.status]).toEqual([200, 'approved']);
    expect(await evaluate(stack, 'linus', ROLE)).toMatchObject({ decision: true });
    const types = (await stack.exportTable())
      .filter(({ pk, entity }) => pk === `ASSIGNMENT#${id}` && entity === 'event')
      .map(({ type }) => type);
    expect(types).toEqual(['assignment.added', 'assignment.expiring', 'assignment.ended', 'assignment.extended']);
  });
});
