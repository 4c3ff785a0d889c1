import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildWithout } from '#test/support/altered-build';
import { startTestStack, type TestStack, withLocalStack } from '#test/support/local-stack';
import { askForExchange, decide, endEverything, letterTo, page } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());

describe('an address', () => {
  it.each([
    ['GET', '/v1/nothing'],
    ['GET', '/'],
    ['DELETE', '/v1/me'],
    ['POST', '/v1/me'],
    ['GET', '/v1/activations'],
    ['PUT', '/decisions'],
    ['GET', '/v1/me/'],
  ])('that is no route is not found: %s %s', async (method, path) => {
    const { status, body } = await stack.as('ada').send(method, path);

    expect([status, body]).toEqual([404, { message: 'Not Found' }]);
  });

  it('that is deleted from the template is gone', async () => {
    const folder = buildWithout((_, { Properties }) => Properties?.RouteKey === 'GET /v1/me/roles');
    onTestFinished(() => rmSync(folder, { recursive: true }));

    const altered = await withLocalStack({ folder });
    const [roles, me] = await Promise.all(['/v1/me/roles', '/v1/me'].map((path) => altered.as('ada').get(path)));

    expect([roles?.status, me?.status]).toEqual([404, 200]);
  });

  it('that tells whether Lapse is there needs no token', async () => {
    const { status, body } = await stack.anybody.get('/health');

    expect([status, body]).toEqual([200, { status: 'ok' }]);
  });
});

describe('the decision page (T-01)', () => {
  it.each([
    ['GET', 200],
    ['HEAD', 200],
    ['OPTIONS', 405],
    ['PUT', 405],
  ])('fetched 100 times with %s changes nothing, and the link still works', async (method, expected) => {
    const id = await askForExchange(stack);
    const { approveToken } = letterTo(stack, 'grace');
    const before = await stack.exportTable();

    const answers = await Promise.all(
      Array.from({ length: 100 }, () => stack.anybody.send(method, `/decide?utm=scanner#${approveToken}`)),
    );
    await stack.settled();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([expected]));
    expect(await stack.exportTable()).toEqual(before);
    expect((await page(stack).deny(letterTo(stack, 'grace'))).status).toBe(200);
    await stack.settled();
    expect((await decide(stack, 'alan', id, 'approve')).body.code).toBe('not_pending');
  });

  it('holds nothing of anybody: it is the same for everyone, whatever is asked', async () => {
    const [plain, decorated] = await Promise.all(
      ['/decide', '/decide?token=abc&next=//evil.example'].map((path) => stack.anybody.get(path)),
    );

    expect(plain?.text).toBe(decorated?.text);
    expect(plain?.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });
});

describe('a decision link', () => {
  afterEach(() => endEverything(stack));

  it('decides while KMS is down, whose keys only mails need', async () => {
    await askForExchange(stack);
    stack.faults.arm('kms', 'error', 1_000);

    const { status, body } = await page(stack).approve(letterTo(stack, 'grace'));
    stack.faults.arm('kms', 'error', 0);
    await stack.settled();

    expect([status, body.status]).toEqual([200, 'approved']);
  });

  it('whose # a mail gateway made %23 of shows the same page, changes nothing and stands in no log', async () => {
    await askForExchange(stack);
    const { approveToken } = letterTo(stack, 'grace');
    const before = await stack.exportTable();

    const [rewritten, plain, other] = await Promise.all(
      [`/decide%23${approveToken}`, '/decide', '/decisions'].map((path) => stack.anybody.get(path)),
    );

    expect([rewritten?.status, rewritten?.text]).toEqual([200, plain?.text]);
    expect(rewritten?.headers.get('content-security-policy')).toBe(plain?.headers.get('content-security-policy'));
    expect([other?.status, other?.body.code]).toEqual([404, 'page_not_found']);
    expect(await stack.exportTable()).toEqual(before);
    expect(stack.functions.logs.map(({ line }) => line).join('\n')).not.toContain(approveToken);
  });
});

describe('every answer of the function behind decision links (T-07)', () => {
  it.each<[string, () => Promise<{ headers: Headers }>]>([
    ['the page', () => stack.anybody.get('/decide')],
    ['a refused method', () => stack.anybody.send('PUT', '/decide')],
    ['a refused link', () => page(stack).preview('a.b.c')],
    ['a refused body', () => stack.anybody.post('/decisions', '{', { origin: stack.origin })],
    ['a refused origin', () => stack.anybody.post('/decisions', { token: 'a' })],
    ['its health', () => stack.anybody.get('/health')],
  ])('forbids framing, guessing, caching and passing on: %s', async (_, call) => {
    const { headers } = await call();

    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-robots-tag': expect.stringContaining('noindex'),
    });
  });
});

describe('what functions log', () => {
  it('never holds a link, a match code, a task token or a bearer token', async () => {
    const id = await askForExchange(stack);
    const { approveToken, denyToken, code } = letterTo(stack, 'alan');
    const bearer = await stack.token({ subject: 'ada' });
    await page(stack).approve({ approveToken, denyToken, code: 'ZZZZ' });
    await page(stack).approve({ approveToken, denyToken, code });
    await stack.settled();
    await stack.as('ada').post(`/v1/activations/${id}/deactivate`);
    await stack.settled();
    const tokens = (await stack.exportTable()).flatMap(({ taskToken }) => (taskToken ? [String(taskToken)] : []));

    const logged = stack.functions.logs.map(({ line }) => line).join('\n');

    expect(tokens.length).toBeGreaterThan(0);
    for (const secret of [approveToken, denyToken, `Code: ${code}`, bearer, ...tokens]) {
      expect(logged).not.toContain(secret);
    }
  });
});
