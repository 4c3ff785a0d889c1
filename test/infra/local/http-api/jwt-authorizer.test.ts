import { describe, expect, it } from 'vitest';
import { AUDIENCE, bearing, echo, issuer, look, startApi, strangersKeys, token } from './a-gateway.ts';

describe('a route behind the authorizer', () => {
  const guarded = { 'GET /me': { jwt: true }, 'GET /evaluate': { jwt: true, scopes: ['access:evaluate', 'admin'] } };

  it('tells the function the claims as text, lists flattened', async () => {
    const call = await startApi(guarded, echo);
    const claims = { amr: ['pwd', 'mfa'], auth_time: 5, email_verified: true, address: { city: 'Paris' } };

    const event = await (await call('/me', bearing(await token({ claims })))).json();

    expect(Object(event).requestContext.authorizer.jwt).toEqual({
      claims: {
        iss: issuer,
        sub: 'ada',
        aud: AUDIENCE,
        exp: expect.stringMatching(/^\d+$/),
        amr: '[pwd mfa]',
        auth_time: '5',
        email_verified: 'true',
        address: '{"city":"Paris"}',
      },
      scopes: null,
    });
  });

  it('asks for a token when there is none', async () => {
    const call = await startApi(guarded, echo);

    const answer = await call('/me');

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.json()).toEqual({ message: 'Unauthorized' });
  });

  it.each([
    ['expired', () => token({ expires: '-1s' }), 'the token has expired'],
    ['for another audience', () => token({ audience: 'other' }), 'the token has an invalid aud'],
    ['of another issuer', () => token({ issuedBy: 'https://other.example.test' }), 'the token has an invalid iss'],
    ['signed by a stranger', () => token({ signedBy: strangersKeys }), 'signature is invalid'],
    ['no token at all', async () => 'gibberish', 'malformed'],
  ])('refuses a token that is %s', async (_, makeToken, description) => {
    const call = await startApi(guarded, echo);

    const answer = await call('/me', bearing(await makeToken()));

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(answer.headers.get('www-authenticate')).toContain(description);
  });

  it('with scopes lets those pass who hold one of them', async () => {
    const call = await startApi(guarded, echo);

    const event = await (await call('/evaluate', bearing(await token({ claims: { scope: 'openid admin' } })))).json();
    const refused = await call('/evaluate', bearing(await token({ claims: { scope: 'openid' } })));

    expect(event).toHaveProperty('requestContext.authorizer.jwt.scopes', ['admin']);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    expect(await refused.json()).toEqual({ message: 'Forbidden' });
  });

  it('fetches the issuer’s keys once, by discovery', async () => {
    const call = await startApi(guarded, echo);

    for (let round = 0; round < 5; round += 1) await call('/me', bearing(await token()));

    expect(look.ups).toBe(2);
  });
});
