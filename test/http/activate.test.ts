import { describe, expect, it } from 'vitest';
import { grace, noonPlus } from '#test/support/activations';
import { createSelfService, ROLES } from './self-service-world.ts';

const item = { roleId: 'exchange-administrator', durationMinutes: 60 };
const good = { items: [item], justification: 'Finance receives no mail', ticket: { number: 'INC-1042' } };
const both = { ...good, items: ROLES.map((roleId) => ({ roleId })) };
const withoutApproval = {
  approval: { required: false, approvers: [], quorum: 1, windowMinutes: 60, approverMustJustify: true },
};

describe('activating one role', () => {
  it('that waits for approval is 202, with deadline and approvers', async () => {
    const { post, stored } = createSelfService();

    const answer = await post(good);

    expect(answer).toMatchObject({
      status: 202,
      body: {
        results: [
          {
            roleId: 'exchange-administrator',
            resourceId: '/',
            outcome: 'pending_approval',
            activation: {
              id: 'act_1',
              status: 'pending_approval',
              approval: { deadline: noonPlus(24 * 60), approvers: [{ id: grace.id, displayName: 'Grace Hopper' }] },
            },
          },
        ],
      },
    });
    expect(stored).toHaveLength(1);
  });

  it.each([
    ['at once is approved', {}, 'approved'],
    ['at a time to come is scheduled', { startsAt: noonPlus(60) }, 'scheduled'],
  ])('that needs nobody, %s, is 201', async (_, when, outcome) => {
    const { post } = createSelfService(withoutApproval);

    const answer = await post({ ...good, items: [{ ...item, ...when }] });

    expect(answer).toMatchObject({ status: 201, body: { results: [{ outcome }] } });
  });

  it('a second time is 409 and names the first', async () => {
    const { post, stored } = createSelfService();
    await post(good);

    const answer = await post(good);

    expect(answer).toMatchObject({ status: 409, body: { code: 'already_open', activationId: 'act_1' } });
    expect(stored).toHaveLength(1);
  });

  it('ACT-4: without a second factor is 401 with a challenge and every broken rule', async () => {
    const { post, stored } = createSelfService({ mfa: { require: 'fresh', maxAgeMinutes: 10 } });

    const answer = await post({ items: [{ ...item, durationMinutes: 600 }] }, { session: { amr: ['pwd'] } });

    expect(answer).toMatchObject({ status: 401, headers: { 'content-type': 'application/problem+json' } });
    expect(answer.headers['www-authenticate']).toMatch(
      /^Bearer error="insufficient_user_authentication".*acr_values="urn:lapse:mfa", max_age=600$/,
    );
    expect(answer.body).toMatchObject({
      code: 'mfa_required',
      violations: [
        { code: 'duration_too_long', limit: 60 },
        { code: 'ticket_required' },
        { code: 'mfa_required' },
        { code: 'justification_required' },
      ],
    });
    expect(stored).toEqual([]);
  });
});

describe('activating several roles', () => {
  it('is 200 with each result, whatever becomes of the others', async () => {
    const { post, stored } = createSelfService();
    await post(good);

    const answer = await post({ ...both, items: [...both.items, { roleId: 'no-such-role' }] });

    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { roleId: 'exchange-administrator', outcome: 'refused', problem: { status: 409, activationId: 'act_1' } },
          { roleId: 'reader', outcome: 'pending_approval', activation: { id: 'act_2' } },
          { roleId: 'no-such-role', outcome: 'refused', problem: { status: 403, code: 'not_eligible' } },
        ],
      },
    });
    expect(stored).toHaveLength(2);
  });

  it('writes nothing at all without the second factor one of them asks for', async () => {
    const { post, stored } = createSelfService();

    const answer = await post(both, { session: {} });

    expect(answer).toMatchObject({ status: 401, body: { code: 'mfa_required' } });
    expect(stored).toEqual([]);
  });
});
