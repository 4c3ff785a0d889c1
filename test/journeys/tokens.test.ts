import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeKey } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import { httpClient } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { EXCHANGE } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

const withToken = (token: string) => httpClient(stack.origin, async () => token);
const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const sign = (claims: object, key: Parameters<SignJWT['sign']>[0], alg: string) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(key);

describe('a caller', () => {
  const closed = Object.values(routes).filter(({ relation }) => relation !== 'public' && relation !== 'link');

  it.each(closed.map((route) => [routeKey(route), route]))('without a token is refused: %s', async (_, route) => {
    const { status } = await stack.anybody.send(route.method, route.path.replace('{id}', 'act_1'));

    expect(status).toBe(401);
  });

  it.each<[string, () => Promise<string>]>([
    ['is expired', () => stack.token({ subject: 'ada', mfa: true, expiresInMinutes: -1 })],
    ['is for another audience', () => stack.token({ subject: 'ada', mfa: true, audience: 'another' })],
    [
      'is signed by somebody else',
      async () => sign(decodeJwt(await stack.token({ subject: 'ada' })), foreignKey, 'RS256'),
    ],
    [
      'is signed with a shared secret',
      async () => sign(decodeJwt(await stack.token({ subject: 'ada' })), Buffer.alloc(32), 'HS256'),
    ],
    ['is altered', async () => (await stack.token({ subject: 'ada' })).replace(/\.[^.]{8}/, '.eyJzdWIi')],
    ['is no token', async () => 'abc'],
  ])('whose token %s is refused, and nothing is stored', async (_, token) => {
    const before = await stack.exportTable();

    const { status } = await withToken(await token()).post('/v1/activations', EXCHANGE);

    expect(status).toBe(401);
    expect(await stack.exportTable()).toEqual(before);
  });

  it('whose token lapses is refused from then on', async () => {
    const token = await stack.token({ subject: 'ada' });
    const fresh = await withToken(token).get('/v1/me');

    await stack.advance(61);

    expect(fresh.status).toBe(200);
    expect((await withToken(token).get('/v1/me')).status).toBe(401);
  });

  it('whose token lapses while API Gateway still keeps the answer about it is refused all the same', async () => {
    const token = await stack.token({ subject: 'ada', expiresInMinutes: 3 });
    await withToken(token).get('/v1/me');
    const asked = stack.functions.invocations['authorizer/check-token'];

    await stack.advance(4);
    const { status, body, headers } = await withToken(token).get('/v1/me');

    expect([status, body.code]).toEqual([401, 'token_expired']);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(stack.functions.invocations['authorizer/check-token']).toBe(asked);
  });

  it('whom Lapse does not know is told to ask an administrator', async () => {
    const { status, body } = await stack.as('barbara', { mfa: true }).post('/v1/activations', EXCHANGE);

    expect([status, body.code]).toEqual([403, 'unknown_principal']);
  });

  it.each(['ada', 'margaret', 'mallory', 'linus'])('who is no administrator reads no report: %s', async (person) => {
    const { status, body } = await stack.as(person, { mfa: true }).get('/v1/reports/activations');

    expect([status, body.code]).toEqual([403, 'not_allowed']);
  });

  it('finds out who they are', async () => {
    const [margaret, grace] = [await stack.as('margaret').get('/v1/me'), await stack.as('grace').get('/v1/me')];

    expect(margaret.body).toEqual({
      id: 'margaret',
      displayName: 'Margaret Hamilton',
      email: 'margaret@example.test',
      kind: 'user',
      administratorRoles: [],
      groups: [{ id: 'helpdesk', displayName: 'Helpdesk' }],
    });
    expect(grace.body).toMatchObject({
      administratorRoles: ['privileged-role-administrator', 'security-administrator'],
    });
  });
});
