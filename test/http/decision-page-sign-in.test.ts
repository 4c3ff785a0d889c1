import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, openDecisionPage, settled } from './decision-page-browser.ts';

const TOKEN = 'head.claims.signature';
const LINK = `https://lapse.example/decide#${TOKEN}`;
const TOKEN_ENDPOINT = 'https://id.example/token';
const signIn = {
  authorizationEndpoint: 'https://id.example/authorize?tenant=1',
  tokenEndpoint: TOKEN_ENDPOINT,
  clientId: 'lapse-web',
  scope: 'openid profile',
  acrValues: 'urn:lapse:mfa',
  maxAgeSeconds: 900,
};
const terms = { requester: { displayName: 'Ada' }, roleName: 'Billing', resourceId: '/', durationMinutes: 60 };
const shown: Answer = {
  status: 200,
  body: { mode: 'signIn', terms, decisions: ['approve', 'deny'], deadline: '2026-11-22T14:00:00.000Z' },
};
const asksToSignIn: Answer = { status: 200, body: { mode: 'signIn', signIn } };
const SIGNED_IN = 'Bearer access-token';
const refusal = (status: number, code: string, headers = {}): Answer => ({
  status,
  body: { code, detail: `In words: ${code}.` },
  headers,
});

let tab: Map<string, string>;
beforeEach(() => {
  tab = new Map();
});

async function opened(answers: Readonly<Record<string, Answer>>, address = LINK) {
  const page = await openDecisionPage(address, { '/decisions/preview': asksToSignIn, ...answers }, tab);
  const press = async (id: string) => {
    await page.element(id).emit('click');
    await settled();
  };
  return { ...page, press, status: () => page.element('status').textContent };
}

/** Presses the button, and answers where it leads. */
async function leave(answers: Readonly<Record<string, Answer>> = {}, address = LINK): Promise<URL> {
  const { press, left } = await opened(answers, address);
  await press('sign-in');
  return new URL(left.at(-1) ?? '');
}

/** What the provider gives for a code, with the nonce it was asked with. */
function tokens(nonce: string | null, accessToken = 'access-token'): Answer {
  const claims = Buffer.from(JSON.stringify({ sub: 'grace', nonce })).toString('base64url');
  return { status: 200, body: { access_token: accessToken, id_token: `head.${claims}.signature` } };
}

/** Signs in, and is back with a code. */
async function back(answers: Readonly<Record<string, Answer>> = {}) {
  const { searchParams } = await leave();
  const address = `https://lapse.example/decide?code=one-time&state=${searchParams.get('state')}`;
  return opened({ [TOKEN_ENDPOINT]: tokens(searchParams.get('nonce')), ...answers }, address);
}

describe('a link of a role that asks for a sign-in', () => {
  it('shows a button and nothing of the request, and sends nobody away before it is pressed', async () => {
    const { element, left, status, calls } = await opened({});

    expect(status()).toContain('Sign in to see');
    expect([element('sign-in').hidden, element('decision-form').hidden]).toEqual([false, true]);
    expect(left).toEqual([]);
    expect(tab.size).toBe(0);
    expect(calls).toHaveLength(1);
  });

  it('asks the provider for a code with PKCE, state and nonce, and tells it nothing of the link', async () => {
    const address = await leave();

    const { code_challenge, state, nonce, ...asked } = Object.fromEntries(address.searchParams);
    expect(`${address.origin}${address.pathname}`).toBe('https://id.example/authorize');
    expect(asked).toEqual({
      tenant: '1',
      response_type: 'code',
      client_id: 'lapse-web',
      redirect_uri: 'https://lapse.example/decide',
      scope: 'openid profile',
      code_challenge_method: 'S256',
      acr_values: 'urn:lapse:mfa',
      max_age: '900',
    });
    const { verifier, ...kept } = JSON.parse(tab.get('lapse.sign-in') ?? '{}');
    expect(code_challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
    expect(kept).toMatchObject({ token: TOKEN, state, nonce });
    expect(new Set([verifier, state, nonce]).size).toBe(3);
    expect(address.href).not.toContain('claims');
  });

  it('draws everything anew for each sign-in', async () => {
    const [first, second] = [await leave(), await leave()];

    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(first.searchParams.get(name)).not.toBe(second.searchParams.get(name));
  });
});

describe('coming back from the provider', () => {
  const answers = { [`/decisions/preview ${SIGNED_IN}`]: shown };

  it('takes the code out of the address bar at once, exchanges it, and shows the terms to the session', async () => {
    const { calls, address, element } = await back(answers);

    expect(address()).toBe('/decide');
    expect(calls).toMatchObject([
      { path: TOKEN_ENDPOINT, address: '/decide', body: { grant_type: 'authorization_code', code: 'one-time' } },
      { path: '/decisions/preview', body: { token: TOKEN }, authorization: SIGNED_IN },
    ]);
    expect(calls[0]?.body).toMatchObject({ client_id: 'lapse-web', redirect_uri: 'https://lapse.example/decide' });
    expect(Object(calls[0]?.body).code_verifier).toMatch(/^[\w-]{43}$/);
    expect(calls[0]).not.toHaveProperty('authorization');
    expect(element('decision-form').hidden).toBe(false);
    expect(element('sign-in').hidden).toBe(true);
  });

  it('keeps the link for a reload and nothing else, and forgets it once it is decided', async () => {
    const page = await back({
      ...answers,
      '/decisions': { status: 200, body: { status: 'approved', decision: 'approve' } },
    });
    expect(JSON.parse(tab.get('lapse.sign-in') ?? '')).toEqual({ token: TOKEN });

    page.element('match-code').value = 'CFG7';
    await page.element('match-code').emit('input');
    await page.element('decision-form').emit('submit');
    await settled();

    expect(page.calls.at(-1)).toMatchObject({ path: '/decisions', authorization: SIGNED_IN });
    expect(page.status()).toMatch(/^Approved\./);
    expect(tab.size).toBe(0);
  });

  it('keeps the link while somebody is out of order, and forgets one that is of no use', async () => {
    await back({ [`/decisions/preview ${SIGNED_IN}`]: refusal(503, 'table_unreachable') });
    expect(tab.size).toBe(1);

    await opened({ '/decisions/preview': refusal(409, 'link_closed') }, 'https://lapse.example/decide');
    expect(tab.size).toBe(0);
  });

  it('asks to sign in again after a reload, because the session is kept nowhere', async () => {
    await back(answers);

    const { element, calls } = await opened(answers, 'https://lapse.example/decide');

    expect(calls).toEqual([{ path: '/decisions/preview', body: { token: TOKEN }, address: '/decide' }]);
    expect(element('sign-in').hidden).toBe(false);
  });

  it.each([
    ['with a state that is not ours', (state: string) => `code=stolen&state=${state}x`],
    ['without a code', (state: string) => `error=access_denied&state=${state}`],
  ])('%s exchanges nothing and offers to sign in again', async (_, query) => {
    const state = (await leave()).searchParams.get('state') ?? '';

    const { calls, element } = await opened({}, `https://lapse.example/decide?${query(state)}`);

    expect(calls.map(({ path }) => path)).toEqual(['/decisions/preview']);
    expect(element('sign-in').hidden).toBe(false);
  });

  it('a second time with the same state exchanges nothing', async () => {
    const state = (await leave()).searchParams.get('state');
    const address = `https://lapse.example/decide?code=one-time&state=${state}`;
    await opened({}, address);

    const { calls } = await opened({}, address);

    expect(calls.map(({ path }) => path)).toEqual(['/decisions/preview']);
  });

  it.each(['/join', '/approvals'])('sends on who left from %s, and asks nobody', async (from) => {
    tab.set('lapse.sign-in', JSON.stringify({ page: from, state: 'mine' }));

    const { calls, left } = await opened({}, 'https://lapse.example/decide?code=one-time&state=mine');

    expect([calls, left]).toEqual([[], [`${from}?code=one-time&state=mine`]]);
  });

  it('sends nobody on to a page that is not ours', async () => {
    tab.set('lapse.sign-in', JSON.stringify({ page: 'https://mallory.example/', state: 'mine' }));

    const { left } = await opened({}, 'https://lapse.example/decide?code=one-time&state=mine');

    expect(left).toEqual([]);
  });

  it('in a tab that began nothing asks nobody', async () => {
    const { calls, status } = await opened({}, 'https://lapse.example/decide?code=stolen&state=mine');

    expect(calls).toEqual([]);
    expect(status()).toContain('not begun in this tab');
  });

  it.each<[string, Answer | undefined]>([
    ['answers with the nonce of another sign-in', tokens('another')],
    ['answers without a nonce', tokens(null)],
    ['refuses the code', { status: 400, body: { error: 'invalid_grant' } }],
    ['gives no identity', { status: 200, body: { access_token: 'access-token' } }],
  ])('uses no token when the provider %s', async (_, answer) => {
    const { calls, status, element } = await back({ ...answers, ...(answer && { [TOKEN_ENDPOINT]: answer }) });

    expect(calls.filter(({ authorization }) => authorization)).toEqual([]);
    expect(status()).toContain('did not succeed');
    expect(element('sign-in').hidden).toBe(false);
  });
});

describe('T-10: a session that is not enough', () => {
  const CHALLENGE = {
    'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="a b", max_age=60',
  };

  it.each(['/decisions/preview', '/decisions'])('for %s signs in again as the challenge asks', async (path) => {
    const weak = { [`${path} ${SIGNED_IN}`]: refusal(401, 'mfa_required', CHALLENGE) };
    const page = await back({ [`/decisions/preview ${SIGNED_IN}`]: shown, ...weak });
    page.element('match-code').value = 'CFG7';
    await page.element('match-code').emit('input');
    await page.element('decision-form').emit('submit');
    await settled();

    expect(page.status()).toBe('In words: mfa_required.');
    await page.press('sign-in');
    const asked = new URL(page.left.at(-1) ?? '').searchParams;
    // Some providers know neither of the first two, and would answer with the sign-in they have.
    expect([asked.get('acr_values'), asked.get('max_age'), asked.get('prompt')]).toEqual(['a b', '60', 'login']);
  });
});

describe('T-08: a session of somebody else', () => {
  it('is told so, and may sign in as another person', async () => {
    const page = await back({ [`/decisions/preview ${SIGNED_IN}`]: refusal(403, 'link_not_yours') });

    expect(page.status()).toBe('In words: link_not_yours.');
    expect(page.element('decision-form').hidden).toBe(true);
    await page.press('sign-in');
    expect(new URL(page.left.at(-1) ?? '').searchParams.get('prompt')).toBe('login');
  });
});

describe('a sign-in that is not to be had', () => {
  it.each([
    [
      'while the provider cannot be reached',
      refusal(503, 'identity_provider_unreachable'),
      'In words: identity_provider',
    ],
    ['where the deployment has no client for it', { status: 200, body: { mode: 'signIn' } }, 'decide in your inbox'],
  ])('offers nothing to press %s', async (_, answer, words) => {
    const { status, element } = await opened({ '/decisions/preview': answer });

    expect(status()).toContain(words);
    expect([element('sign-in').hidden, element('decision-form').hidden]).toEqual([true, true]);
  });
});
