import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpClient } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { evaluate } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

const HELPDESK = { items: [{ roleId: 'helpdesk-administrator' }], justification: 'Locked out' };

describe('a guest', () => {
  it('signs in at the partner, activates a role there is for guests, and may pass', async () => {
    const linus = stack.as('linus');
    const { iss } = decodeJwt(await stack.token({ subject: 'linus' }));

    const [me, before] = [await linus.get('/v1/me'), await evaluate(stack, 'linus', 'helpdesk-administrator')];
    const asked = await linus.post('/v1/activations', HELPDESK);
    await stack.settled();
    const after = await evaluate(stack, 'linus', 'helpdesk-administrator');

    expect(iss).toBe(`${stack.identityProviderOrigin}/partner`);
    expect(me.body).toMatchObject({ id: 'linus', kind: 'guest' });
    expect(asked.status).toBe(201);
    expect([before.decision, after.decision]).toEqual([false, true]);
  });

  it('is nobody at our own identity provider, whatever the name', async () => {
    const { status, body } = await stack.as('linus', { issuedBy: 'us' }).get('/v1/me');

    expect([status, body.code]).toEqual([403, 'unknown_principal']);
  });
});

describe('the partner', () => {
  it.each(['ada', 'grace', 'mailbox-admin-center'])('cannot speak for %s, who is one of us', async (subject) => {
    const before = await stack.exportTable();
    const impostor = stack.as(subject, { issuedBy: 'partner', mfa: true, scopes: ['access:evaluate'] });

    const answers = [
      await impostor.get('/v1/me'),
      await impostor.post('/v1/activations', HELPDESK),
      await impostor.get('/v1/reports/activations'),
      await impostor.post('/v1/onboarding/consent', {}),
    ];

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'unknown_principal'],
      [403, 'unknown_principal'],
      [403, 'unknown_principal'],
      [403, 'not_entitled_to_consent'],
    ]);
    expect(await stack.exportTable()).toEqual(before);
  });

  it('cannot give its people a token that is for us and not for guests', async () => {
    const { status, body } = await stack.as('linus', { audience: 'lapse' }).get('/v1/me');

    expect([status, body.code]).toEqual([401, 'token_not_valid']);
  });
});

describe('a workload', () => {
  it('evaluates with the scope for it only, which the function itself looks at', async () => {
    const question = {
      subject: { type: 'user', id: 'ada' },
      action: { name: 'use' },
      resource: { type: 'role', id: 'exchange-administrator' },
    };

    const { status, body, headers } = await stack
      .as('mailbox-admin-center', { scopes: ['openid'] })
      .post('/access/v1/evaluation', question);

    expect([status, body.code]).toEqual([403, 'scope_missing']);
    expect(headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="access:evaluate"');
  });
});

describe('the function that checks tokens', () => {
  it('is asked once for each token in five minutes, and never without one', async () => {
    const token = await stack.token({ subject: 'ada' });
    const ada = httpClient(stack.origin, async () => token);
    const asked = () => stack.functions.invocations['authorizer/check-token'] ?? 0;
    const before = asked();

    for (const path of ['/v1/me', '/v1/me/roles', '/v1/me']) await ada.get(path);
    await stack.anybody.get('/v1/me');
    await stack.anybody.get('/health');
    const kept = asked() - before;
    await stack.advance(5);
    await ada.get('/v1/me');

    expect([kept, asked() - before]).toEqual([1, 2]);
  });
});
