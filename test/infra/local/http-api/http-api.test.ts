import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHttpApi } from '#infra/local/http-api/http-api';
import { readTemplate } from '#infra/local/template';
import { serve } from '../services.ts';
import { writeTemplate } from '../tiny-template.ts';

const AUDIENCE = 'lapse';
const PORTAL = 'https://portal.example.test';
type Event = Record<string, unknown> & { rawPath: string };
type Handler = (event: Event, functionArn: string) => unknown;

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let keys: KeyPair;
let strangersKeys: KeyPair;
let issuer: string;
let look: { ups: number };

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  strangersKeys = await generateKeyPair('RS256', { extractable: true });
});

async function startIssuer(): Promise<string> {
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] };
  look = { ups: 0 };
  const { origin } = await serve((request, response) => {
    look.ups += 1;
    const discovery = { issuer: origin, jwks_uri: `${origin}/jwks` };
    response.end(JSON.stringify(request.url === '/jwks' ? jwks : discovery));
  });
  return origin;
}

/** An API with these route keys; `jwt` in the settings puts the authorizer in front of a route. */
async function startApi(
  routes: Record<string, { jwt?: boolean; custom?: boolean; scopes?: string[]; timeout?: number }>,
  handler: Handler,
  api: object = {},
  now: () => number = Date.now,
) {
  issuer = await startIssuer();
  const entries = Object.entries(routes).flatMap(([key, { jwt, custom, scopes, timeout }], index) => [
    [`Integration${index}`, integration(`arn:${key}`, timeout)],
    [`Route${index}`, route(key, `Integration${index}`, jwt ? 'JWT' : custom && 'CUSTOM', scopes)],
  ]);
  const resources = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: api },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: issuer, Audience: [AUDIENCE] } },
    },
    Checker: checker(),
    ...Object.fromEntries(entries),
  };
  const invoke = async (functionArn: string, event: unknown) => handler(event as Event, functionArn);
  const listener = createHttpApi({ template: readTemplate(writeTemplate({ resources })), invoke, now });
  const { origin } = await serve(listener);
  return (path: string, init?: RequestInit) => fetch(origin + path, init);
}

const integration = (uri: string, timeout?: number) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { IntegrationUri: uri, PayloadFormatVersion: '2.0', ...(timeout && { TimeoutInMillis: timeout }) },
});
const CHECKER = 'arn:aws:lambda:eu-west-1:000000000000:function:Checker';
const KEPT_SECONDS = 60;
const checker = (change: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Authorizer',
  Properties: {
    AuthorizerType: 'REQUEST',
    AuthorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${CHECKER}/invocations`,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.Authorization'],
    AuthorizerResultTtlInSeconds: KEPT_SECONDS,
    ...change,
  },
});
const route = (key: string, target: string, authorization?: 'JWT' | 'CUSTOM' | false, scopes?: string[]) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    RouteKey: key,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: target }]] },
    ...(authorization && {
      AuthorizationType: authorization,
      AuthorizerId: { Ref: authorization === 'JWT' ? 'Authorizer' : 'Checker' },
    }),
    ...(scopes && { AuthorizationScopes: scopes }),
  },
});

interface TokenOptions {
  claims?: Record<string, unknown>;
  audience?: string;
  issuedBy?: string;
  expires?: string;
  signedBy?: KeyPair;
}

function token({
  claims = {},
  audience = AUDIENCE,
  issuedBy = issuer,
  expires = '1h',
  signedBy = keys,
}: TokenOptions = {}) {
  return new SignJWT({ sub: 'ada', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(issuedBy)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(signedBy.privateKey);
}

const bearing = (jwt: string) => ({ headers: { authorization: `Bearer ${jwt}` } });
const echo: Handler = (event) => event;
const EVERYTHING: Handler = (_, functionArn) => ({ statusCode: 200, body: functionArn });

describe('a route', () => {
  it.each([
    ['GET', '/roles/mine', 'GET /roles/mine'],
    ['GET', '/roles/other', 'GET /roles/{id}'],
    ['GET', '/roles/other/members', 'GET /roles/{id}/members'],
    ['DELETE', '/roles/other', 'ANY /roles/{id}'],
    ['HEAD', '/decide', 'ANY /decide'],
    ['PUT', '/files/a/b/c', 'PUT /files/{path+}'],
  ])('%s %s leads to %s, the most specific one', async (method, path, key) => {
    const keysOfRoutes = ['ANY /roles/{id}', 'GET /roles/{id}', 'GET /roles/mine', 'GET /roles/{id}/members'];
    const seen: string[] = [];
    const call = await startApi(
      Object.fromEntries([...keysOfRoutes, 'ANY /decide', 'PUT /files/{path+}'].map((each) => [each, {}])),
      (_, functionArn) => seen.push(functionArn),
    );

    const answer = await call(path, { method });

    expect(answer.status).toBe(200);
    expect(seen).toEqual([`arn:${key}`]);
  });

  it.each([
    ['GET', '/nowhere'],
    ['POST', '/roles/mine'],
    ['HEAD', '/roles/mine'],
    ['OPTIONS', '/roles/mine'],
    ['GET', '/roles/mine/'],
    ['GET', '/roles/'],
  ])('that the template has not (%s %s) is not found', async (method, path) => {
    const call = await startApi({ 'GET /roles/mine': {}, 'GET /roles/{id}': {} }, EVERYTHING);

    const answer = await call(path, { method });

    expect(answer.status).toBe(404);
    if (method !== 'HEAD') expect(await answer.json()).toEqual({ message: 'Not Found' });
  });
});

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

describe('the event of a request', () => {
  it('has the payload format 2.0', async () => {
    const call = await startApi({ 'POST /roles/{id}': {} }, echo);

    const answer = await call('/roles/a%2Fb%20c?x=1&x=2&y=%20z', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'one=1; two=2', 'X-Custom': 'Yes' },
      body: '{"a":1}',
    });

    expect(await answer.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /roles/{id}',
      rawPath: '/roles/a%2Fb c',
      rawQueryString: 'x=1&x=2&y=%20z',
      queryStringParameters: { x: '1,2', y: ' z' },
      pathParameters: { id: 'a/b c' },
      cookies: ['one=1', 'two=2'],
      headers: { 'x-custom': 'Yes' },
      requestContext: {
        stage: '$default',
        routeKey: 'POST /roles/{id}',
        http: { method: 'POST', sourceIp: '127.0.0.1', protocol: 'HTTP/1.1' },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  it('carries a binary body in base64', async () => {
    const call = await startApi({ 'POST /': {} }, echo);
    const headers = { 'content-type': 'application/octet-stream' };

    const event = await (await call('/', { method: 'POST', headers, body: new Uint8Array([255, 0]) })).json();

    expect(event).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  });

  it('is never made for a body over 10 MB', async () => {
    const call = await startApi({ 'POST /': {} }, echo);

    const answer = await call('/', { method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) });

    expect(answer.status).toBe(413);
    expect(await answer.json()).toEqual({ message: 'Request Entity Too Large' });
  });
});

describe('the answer of a function', () => {
  it('becomes the answer of the API, with headers and cookies', async () => {
    const call = await startApi({ 'GET /': {} }, () => ({
      statusCode: 201,
      headers: { 'Content-Type': 'text/csv', 'X-Count': 3 },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('a,b').toString('base64'),
      isBase64Encoded: true,
    }));

    const answer = await call('/');

    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('text/csv');
    expect(answer.headers.get('x-count')).toBe('3');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.text()).toBe('a,b');
  });

  it('without a status code is the body of a 200', async () => {
    const call = await startApi({ 'GET /': {} }, () => ({ hello: 'ada' }));

    const answer = await call('/');

    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ hello: 'ada' });
  });

  it.each([
    ['fails', () => Promise.reject(new Error('secret')), {}, 500, 'Internal Server Error'],
    ['answers nonsense', () => ({ statusCode: 'soon' }), {}, 500, 'Internal Server Error'],
    ['takes too long', () => new Promise(() => {}), { timeout: 20 }, 503, 'Service Unavailable'],
  ])('that %s is an error without a reason', async (_, handler, settings, status, message) => {
    const call = await startApi({ 'GET /': settings }, handler);

    const answer = await call('/');

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message });
  });
});

describe('a page of another site', () => {
  const cors = {
    CorsConfiguration: {
      AllowOrigins: [PORTAL],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: ['authorization'],
      ExposeHeaders: ['www-authenticate'],
      MaxAge: 3600,
    },
  };
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });

  it('that is allowed may ask before it calls, and read the answer', async () => {
    const call = await startApi({ 'GET /': { jwt: true } }, echo, cors);

    const asked = await call('/', preflight(PORTAL));
    const refused = await call('/', { headers: { origin: PORTAL } });

    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(PORTAL);
    expect(asked.headers.get('access-control-allow-methods')).toBe('GET,POST');
    expect(asked.headers.get('access-control-max-age')).toBe('3600');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-expose-headers')).toBe('www-authenticate');
  });

  it('that is not allowed is told nothing, whatever the function says', async () => {
    const answers = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } });
    const call = await startApi({ 'GET /': {} }, answers, cors);

    const asked = await call('/', preflight('https://evil.example.test'));
    const answer = await call('/', { headers: { origin: 'https://evil.example.test' } });

    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('finds no route for its question when the template allows no other sites', async () => {
    const call = await startApi({ 'GET /': {} }, echo);

    expect((await call('/', preflight(PORTAL))).status).toBe(404);
  });
});
