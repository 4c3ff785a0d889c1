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

describe('an assignment that is changed in place (ASG-6, reported 15)', () => {
  const asMargaret = () => stack.as('margaret', { mfa: true });
  const running = async () => {
    const role = `shift-${stack.clock.now()}`;
    await admin().post('/v1/roles', { id: role, displayName: role });
    const id = await assign('margaret', { roleId: role, type: 'eligible', endsAt: daysAhead(100) });
    const asked = await asMargaret().post('/v1/activations', {
      items: [{ roleId: role, durationMinutes: 60 }],
      justification: 'Night shift',
    });
    await stack.settled();
    return { id, activationId: String(asked.body.results?.[0]?.activation?.id) };
  };
  const shown = async (activationId: string) => (await admin().get(`/v1/activations/${activationId}`)).body;

  it('goes on to a later end without touching what runs; who holds it and the administrators are told', async () => {
    const { id, activationId } = await running();
    const before = await shown(activationId);
    const endsAt = daysAhead(200);

    const { status, body } = await admin().patch(`/v1/assignments/${id}`, { endsAt, ticket: { number: 'CHG-7' } });
    await stack.settled();

    expect([status, Object(body)]).toMatchObject([200, { endsAt, ticket: { number: 'CHG-7' }, status: 'in_force' }]);
    expect(await shown(activationId)).toEqual(before);
    for (const person of ['margaret', 'alan'])
      expect(stack.mailTo(person).at(-1)?.text).toMatch(/Until: .* UTC → .* UTC/);
  });

  it('cuts what runs to an earlier end, tries that out first, and everything is over then', async () => {
    const { id, activationId } = await running();
    const endsAt = new Date(stack.clock.now() + 20 * 60_000).toISOString();

    const tried = await admin().patch(`/v1/assignments/${id}?dryRun=true`, { endsAt });
    expect(tried).toMatchObject({
      status: 200,
      body: {
        ends: [{ activationId, status: 'active' }],
        changes: [{ kind: 'assignment', id, field: 'endsAt', to: endsAt }],
      },
    });
    expect(await shown(activationId)).not.toMatchObject({ endsAt });
    expect((await admin().patch(`/v1/assignments/${id}`, { endsAt })).status).toBe(200);
    await stack.settled();

    expect(await shown(activationId)).toMatchObject({ status: 'active', endsAt });
    await stack.advance(21);
    expect(await shown(activationId)).toMatchObject({ status: 'ended', outcome: 'expired' });
  });

  it('says no to an end in the past, to one’s own, and to what somebody has not seen', async () => {
    const id = await assign('mallory', { type: 'eligible', endsAt: daysAhead(9) });
    const own = await admin().get('/v1/assignments?principalId=grace&roleId=security-administrator');
    const refusals = [
      await admin().patch(`/v1/assignments/${id}`, { endsAt: daysAhead(-1) }),
      await admin().patch(`/v1/assignments/${own.body.items?.[0]?.id}`, { endsAt: daysAhead(9) }),
      await admin().send(
        'PATCH',
        `/v1/assignments/${id}`,
        { 'content-type': 'application/json', 'if-match': '"9"' },
        '{"permanent":true}',
      ),
      await admin().patch(`/v1/assignments/${id}`, { permanent: false }),
    ];

    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual([
      [422, 'end_in_past'],
      [403, 'self_approval'],
      [412, 'version_outdated'],
      [400, 'invalid_input'],
    ]);
  });
});

describe('finding what ends and what one decided (reported 17)', () => {
  it('lists assignments by an end before an instant, and by where they stand', async () => {
    const id = await assign('mallory', { roleId: 'helpdesk-administrator', type: 'eligible', endsAt: daysAhead(3) });

    const soon = await admin().get(`/v1/assignments?endsBefore=${daysAhead(14)}&state=in_force&limit=100`);
    const sooner = await admin().get(`/v1/assignments?endsBefore=${daysAhead(2)}&state=in_force&limit=100`);

    const idsOf = ({ body }: typeof soon) => (body.items ?? []).map((one) => one.id);
    expect(idsOf(soon)).toContain(id);
    expect(idsOf(sooner)).not.toContain(id);
    expect((await admin().get('/v1/assignments?state=soon')).status).toBe(400);
  });

  it('finds people, roles and places by what they are called', async () => {
    const found = async (path: string) => ((await stack.as('alan').get(path)).body.items ?? []).map(({ id }) => id);

    expect(await found('/v1/principals?q=love')).toEqual(['ada']);
    expect(await found('/v1/principals?email=ADA@example.test')).toEqual(['ada']);
    expect(await found('/v1/roles?q=Exch')).toContain('exchange-administrator');
    expect(await found('/v1/resources?q=dir')).toEqual(['/']);
    expect((await stack.as('mallory').get('/v1/principals?q=love')).status).toBe(403);
  });

  it('shows everybody what they decided, without an administrator role', async () => {
    expect(await stack.as('mallory').get('/v1/approvals?decided=true')).toMatchObject({
      status: 200,
      body: { items: [] },
    });
    const asked = await stack.as('ada', { mfa: true }).post('/v1/activations', {
      items: [{ roleId: 'exchange-administrator' }],
      justification: 'Finance receives no mail',
      ticket: { number: 'INC-1042', system: 'ServiceNow' },
    });
    const activationId = asked.body.results?.[0]?.activation?.id;
    await stack
      .as('alan', { mfa: true })
      .post(`/v1/activations/${activationId}/decisions`, { decision: 'deny', justification: 'Not now' });

    const decided = await stack.as('alan').get('/v1/approvals?decided=true');

    expect(decided.body.items).toMatchObject([{ id: activationId, status: 'denied' }]);
  });
});
