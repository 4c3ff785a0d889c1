import { describe, expect, it } from 'vitest';
import { createHttpApi } from '#infra/local/http-api/http-api';
import { readTemplate } from '#infra/local/template';
import { writeTemplate } from '../tiny-template.ts';
import { CHECKER, checker, type Event, type Handler, KEPT_SECONDS, startApi } from './a-gateway.ts';

describe('a route behind an authorizer of ours', () => {
  const guarded = { 'GET /me/{id}': { custom: true }, 'GET /roles': { custom: true } };
  const calling = (authorization: string) => ({ headers: { authorization } });
  const yes = { isAuthorized: true, context: { sub: 'ada', exp: '7' } };

  /** An API whose authorizer answers so; the function behind it echoes its event. */
  async function startGuarded(authorize: (event: Event) => unknown, now?: () => number) {
    const asked: Event[] = [];
    const served: Event[] = [];
    const handler: Handler = (event, functionArn) => {
      const isAuthorizer = functionArn === CHECKER;
      (isAuthorizer ? asked : served).push(event);
      return isAuthorizer ? authorize(event) : event;
    };
    return { call: await startApi(guarded, handler, {}, now), asked, served };
  }

  it('tells the function what the authorizer says of the caller', async () => {
    const { call } = await startGuarded(() => yes);

    const event = await (await call('/roles', calling('Bearer a'))).json();

    expect(Object(event).requestContext.authorizer).toEqual({ lambda: yes.context });
  });

  it('asks the authorizer with all of the request but its body', async () => {
    const { call, asked } = await startGuarded(() => yes);

    await call('/me/7?x=1', calling('Bearer a'));

    expect(asked).toMatchObject([
      {
        version: '2.0',
        type: 'REQUEST',
        routeArn: 'arn:aws:execute-api:eu-west-1:000000000000:Api/$default/GET/me/7',
        identitySource: ['Bearer a'],
        routeKey: 'GET /me/{id}',
        rawPath: '/me/7',
        rawQueryString: 'x=1',
        headers: { authorization: 'Bearer a' },
        pathParameters: { id: '7' },
        requestContext: { http: { method: 'GET' } },
      },
    ]);
    expect(asked[0]).not.toHaveProperty('isBase64Encoded');
    expect(asked[0]?.requestContext).not.toHaveProperty('authorizer');
  });

  it.each([{}, { authorization: '' }])('asks nobody when there is no token: %j', async (headers) => {
    const { call, asked } = await startGuarded(() => yes);

    const answer = await call('/roles', { headers });

    expect([answer.status, await answer.json(), asked]).toEqual([401, { message: 'Unauthorized' }, []]);
  });

  it.each<[string, number, string, () => unknown]>([
    ['says no', 403, 'Forbidden', () => ({ isAuthorized: false, context: { sub: 'ada' } })],
    ['fails', 500, 'Internal Server Error', () => Promise.reject(new Error('secret'))],
    ['says something else', 500, 'Internal Server Error', () => ({ allowed: true })],
    ['says yes as text', 500, 'Internal Server Error', () => ({ isAuthorized: 'true' })],
    ['says nothing', 500, 'Internal Server Error', () => undefined],
  ])('that %s lets nobody in: %i', async (_, status, message, authorize) => {
    const { call, served } = await startGuarded(authorize);

    const answer = await call('/roles', calling('Bearer a'));

    expect([answer.status, await answer.json(), served]).toEqual([status, { message }, []]);
  });

  it.each([
    ['yes', 200, () => yes],
    ['no', 403, () => ({ isAuthorized: false })],
  ])(
    'keeps a %s for the token, whatever the route, and asks again when its time is over',
    async (_, status, authorize) => {
      let time = Date.now();
      const { call, asked } = await startGuarded(authorize, () => time);

      await call('/roles', calling('Bearer a'));
      await call('/me/7', calling('Bearer a'));
      time += KEPT_SECONDS * 1000 - 1;
      const kept = await call('/roles', calling('Bearer a'));
      const before = asked.length;
      time += 1;
      const fresh = await call('/roles', calling('Bearer a'));

      expect([kept.status, fresh.status]).toEqual([status, status]);
      expect([before, asked.length]).toEqual([1, 2]);
    },
  );

  it('keeps nothing for another token, and no failure', async () => {
    let round = 0;
    const { call, asked } = await startGuarded(() => {
      round += 1;
      return round === 1 ? Promise.reject(new Error('down')) : { isAuthorized: round !== 3 };
    });

    const statuses: number[] = [];
    for (const token of ['a', 'a', 'b', 'a']) statuses.push((await call('/roles', calling(token))).status);

    expect(statuses).toEqual([500, 200, 403, 200]);
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['another payload format', { AuthorizerPayloadFormatVersion: '1.0' }],
    ['policies for answers', { EnableSimpleResponses: false }],
    ['another identity source', { IdentitySource: ['$request.querystring.token'] }],
    ['no function', { AuthorizerUri: 'arn:aws:apigateway:nowhere' }],
  ])('that has %s is not guessed at', (_, change) => {
    const resources = { Api: { Type: 'AWS::ApiGatewayV2::Api' }, Checker: checker(change) };
    const template = readTemplate(writeTemplate({ resources }));

    expect(() => createHttpApi({ template, invoke: async () => ({}), now: Date.now })).toThrow(/does not understand/);
  });
});
