import { describe, expect, it } from 'vitest';
import { EVERYTHING, echo, PORTAL, startApi } from './a-gateway.ts';

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
