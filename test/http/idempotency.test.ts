import { describe, expect, it } from 'vitest';
import { grace } from '#test/support/activations';
import { createSelfService, ROLES } from './self-service-world.ts';

const item = { roleId: 'exchange-administrator', durationMinutes: 60 };
const good = { items: [item], justification: 'Finance receives no mail', ticket: { number: 'INC-1042' } };
const withoutApproval = {
  approval: { required: false, approvers: [], quorum: 1, windowMinutes: 60, approverMustJustify: true },
};

describe('ACT-5: a retry with the same Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'k1' };

  it('gets the first answer again, and nothing happens twice', async () => {
    const { post, stored } = createSelfService();
    const first = await post(good, { headers });

    const second = await post(good, { headers });

    expect(first.status).toBe(202);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(stored).toHaveLength(1);
  });

  it('does not mind the order of names in the body', async () => {
    const { post } = createSelfService();
    const first = await post(good, { headers });

    const { items, justification, ticket } = good;
    const second = await post(
      { ticket, justification, items: items.map(({ roleId, ...rest }) => ({ ...rest, roleId })) },
      { headers },
    );

    expect(second.body).toEqual(first.body);
  });

  it('and another body is refused', async () => {
    const { post, stored } = createSelfService();
    await post(good, { headers });

    const answer = await post({ ...good, justification: 'Something else' }, { headers });

    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
    expect(stored).toHaveLength(1);
  });

  it('of somebody else is theirs alone', async () => {
    const { post, stored } = createSelfService(withoutApproval);
    await post(good, { headers });

    const answer = await post(good, { headers, caller: grace.id });

    expect(answer).toMatchObject({ status: 201, body: { results: [{ activation: { requester: { id: grace.id } } }] } });
    expect(stored).toHaveLength(2);
  });

  it('after a refusal is judged anew, because nothing was written', async () => {
    const { post, remembered } = createSelfService();
    const refused = await post({ ...good, ticket: undefined }, { headers });
    expect([refused.status, remembered]).toEqual([422, []]);

    expect((await post(good, { headers })).status).toBe(202);
  });

  it('that met the first on its way gets its answer, not a conflict', async () => {
    const { post, stored } = createSelfService();

    const answers = await Promise.all([post(good, { headers }), post(good, { headers }), post(good, { headers })]);

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(stored).toHaveLength(1);
  });

  it.each(['', 'a b', 'é', 'x'.repeat(101), 'a\n'])('is refused when the key is %j', async (key) => {
    const { post, stored } = createSelfService();

    const answer = await post(good, { headers: { 'idempotency-key': key } });

    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', detail: expect.stringContaining('Idempotency-Key') },
    });
    expect(stored).toEqual([]);
  });
});

describe('ACT-5: a retry of a request for several roles', () => {
  const headers = { 'idempotency-key': 'k2' };
  const both = { ...good, items: ROLES.map((roleId) => ({ roleId })) };

  it('gets the first answer again, and nothing happens twice', async () => {
    const { post, stored } = createSelfService();
    const first = await post(both, { headers });

    const second = await post(both, { headers });

    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(stored).toHaveLength(2);
  });

  it('with another body is refused', async () => {
    const { post, stored } = createSelfService();
    await post(both, { headers });

    const answer = await post({ ...both, items: both.items.toReversed() }, { headers });

    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
    expect(stored).toHaveLength(2);
  });

  it('that meets the first on its way gets one and the same answer, and every role is open once', async () => {
    const { post, stored, remembered } = createSelfService();

    const answers = await Promise.all([post(both, { headers }), post(both, { headers }), post(both, { headers })]);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stored).toHaveLength(2);
    expect(remembered).toHaveLength(1);
    const again = await post(both, { headers });
    expect(answers.map(({ text }) => text)).toContain(again.text);
  });

  it('is judged anew when nothing was written', async () => {
    const { post, remembered } = createSelfService();
    await post({ ...both, ticket: undefined }, { headers });
    expect(remembered).toEqual([]);

    expect(await post(both, { headers })).toMatchObject({
      body: { results: [{ outcome: 'pending_approval' }, { outcome: 'pending_approval' }] },
    });
  });

  it('is judged anew when an outage came in between, because that passes', async () => {
    const { post, outage, remembered } = createSelfService();
    outage.after = 1;
    const first = await post(both, { headers });
    expect(first.body).toMatchObject({
      results: [{ outcome: 'pending_approval' }, { problem: { status: 503, code: 'table_unreachable' } }],
    });
    expect(remembered).toEqual([]);

    outage.after = Number.POSITIVE_INFINITY;
    expect((await post(both, { headers })).body).toMatchObject({
      results: [{ problem: { code: 'already_open' } }, { outcome: 'pending_approval' }],
    });
  });
});
