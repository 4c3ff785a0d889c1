import { describe, expect, it } from 'vitest';
import { type Operation, routes } from '#shared/http/routes';
import { callFunction, claimsOf, gatewayEvent, ORIGIN, PORTAL } from './gateway-event.ts';
import { callRoute, functionServing, goodBodies } from './served.ts';

const operations = Object.keys(routes) as Operation[];
const withBody = operations.filter((operation) => operation in goodBodies);
const linkRoutes = operations.filter((operation) => routes[operation].relation === 'link');
const otherPosts = withBody.filter((operation) => !linkRoutes.includes(operation));

/** Somebody the route lets in, with a body it takes. */
function goodCall(operation: Operation) {
  const caller = routes[operation].relation === 'workload' ? 'prn_mailbox' : 'prn_grace';
  return { claims: claimsOf(caller), body: goodBodies[operation] };
}

describe('T-06: a page of another site', () => {
  const foreign = [
    'https://evil.example',
    'null',
    '',
    `${ORIGIN}.evil.example`,
    ORIGIN.replace('https', 'http'),
    `${ORIGIN}:8443`,
  ];

  it.each(withBody.flatMap((operation) => foreign.map((origin) => ({ operation, origin }))))(
    'may not $operation from “$origin”',
    async ({ operation, origin }) => {
      const answer = await callRoute(operation, { ...goodCall(operation), headers: { origin } });

      expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
    },
  );

  it.each(withBody)('may not %s by a form, or by text that looks like JSON', async (operation) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await callRoute(operation, { ...goodCall(operation), headers: { 'content-type': type } });

      // The standard of the evaluation wants 400 (AuthZEN 1.0).
      const isQuestion = routes[operation].relation === 'workload';
      expect([answer.status, answer.body.code]).toEqual(
        isQuestion ? [400, 'invalid_input'] : [415, 'content_type_unsupported'],
      );
    }
  });

  it.each(linkRoutes)('may not %s even where it is allowed to call the rest of the API', async (operation) => {
    const answer = await callRoute(operation, { ...goodCall(operation), headers: { origin: PORTAL } });

    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
  });

  it.each(linkRoutes)('may not %s by hiding where it comes from', async (operation) => {
    const { body } = goodCall(operation);
    const event = gatewayEvent(operation, { body });
    const { origin: _none, ...headers } = event.headers;

    const answer = await callFunction(functionServing('decision-links'), { ...event, headers });

    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
  });

  it.each(['cross-site', 'same-site', 'none'])(
    'may not decide when the browser says the request is %s',
    async (site) => {
      for (const operation of linkRoutes) {
        const answer = await callRoute(operation, { ...goodCall(operation), headers: { 'sec-fetch-site': site } });

        expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
      }
    },
  );
});

describe('a page of ours', () => {
  it.each(linkRoutes)('may %s', async (operation) => {
    const headers = { origin: ORIGIN, 'sec-fetch-site': 'same-origin' };

    expect((await callRoute(operation, { ...goodCall(operation), headers })).status).toBe(200);
  });

  it.each(otherPosts)('or of an allowed site, or a program without an origin, may %s', async (operation) => {
    for (const headers of [{ origin: ORIGIN }, { origin: PORTAL }, {}])
      expect((await callRoute(operation, { ...goodCall(operation), headers })).status).toBe(200);
  });

  it('reads from wherever it is, because reading changes nothing and CORS keeps the answer', async () => {
    const answer = await callRoute('getMe', {
      claims: claimsOf('prn_ada'),
      headers: { origin: 'https://elsewhere.example' },
    });

    expect(answer.status).toBe(200);
  });
});
