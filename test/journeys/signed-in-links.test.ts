import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDecisionPage, type Send } from '#test/http/decision-page-browser';
import { openBrowser } from '#test/infra/local/identity-provider/a-browser';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, decide, endEverything, letterTo, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterEach(async () => {
  await endEverything(stack);
  expectSoundAudit(await stack.exportTable());
});
afterAll(() => stack.stop());

const INVOICE = { items: [{ roleId: 'billing-administrator', durationMinutes: 30 }], justification: 'Invoice' };
const askForBilling = () => ask(stack, 'margaret', INVOICE);

/** What the page sends, from its own origin, to Lapse or to the identity provider. */
const send: Send = (path, init) => {
  const headers = { ...init.headers, origin: stack.origin };
  return fetch(new URL(path, stack.origin), { method: 'POST', ...init, headers });
};

/** One tab of one browser: the page of a link, and the identity provider in between. */
function openTab(token: string) {
  const tab = new Map<string, string>();
  const browser = openBrowser(stack.identityProviderOrigin);
  const addresses: string[] = [];
  const open = (address: string) => openDecisionPage(`${stack.origin}${address}`, send, tab);
  let shown: Awaited<ReturnType<typeof openDecisionPage>>;
  const status = () => shown.element('status').textContent;
  const until = async (words: RegExp) => expect.poll(status, { timeout: 5_000 }).toMatch(words);

  return {
    addresses,
    status,
    until,
    isAsked: () => !shown.element('decision-form').hidden,
    async open() {
      shown = await open(`/decide#${token}`);
    },
    /** Presses the button, says at the provider who it is, and comes back. */
    async signIn(person: string) {
      await shown.element('sign-in').emit('click');
      await expect.poll(() => shown.left.length).toBeGreaterThan(0);
      const [away = ''] = shown.left;
      const { address } = await browser.follow(`${stack.origin}/decide`, away, { person, mfa: 'on' });
      addresses.push(away, address);
      shown = await open(address.slice(stack.origin.length));
      return shown;
    },
    async confirm(code: string) {
      shown.element('match-code').value = code;
      shown.element('justification').value = 'Seen';
      await shown.element('match-code').emit('input');
      await shown.element('decision-form').emit('submit');
      await stack.settled();
    },
  };
}

describe('a link of a role that takes decisions of signed-in approvers only', () => {
  it('is decided on its page after a sign-in with a second factor, and no address ever holds it (T-10)', async () => {
    const id = await askForBilling();
    const { approveToken, code } = letterTo(stack, 'grace');
    const tab = openTab(approveToken);

    await tab.open();
    await tab.until(/Sign in to see/);
    await tab.signIn('grace');
    await tab.until(/Read what is asked for/);
    await stack.advance(16);
    await leavingAllAsItWas(stack, async () => {
      await tab.confirm(code);
      await tab.until(/Sign in with a second factor, recently enough/);
    });
    expect(tab.isAsked()).toBe(false);
    await tab.signIn('grace');
    await tab.until(/Read what is asked for/);
    await tab.confirm(code);

    await tab.until(/^Approved\./);
    const { status, approval } = await show(stack, id);
    expect(status).toBe('active');
    expect(approval?.decisions).toMatchObject([{ by: { id: 'grace' }, assurance: 'session' }]);
    expect(tab.addresses.filter((address) => address.includes(approveToken.split('.')[2] ?? ''))).toEqual([]);
    const logged = stack.functions.logs.map(({ line }) => line).join('\n');
    for (const secret of [approveToken, new URL(tab.addresses.at(-1) ?? '').searchParams.get('code') ?? ''])
      expect(logged).not.toContain(secret);
  });

  it('lets the page talk to the token endpoint on the way back only', async () => {
    const policies = await Promise.all(
      ['/decide', '/decide?code=x&state=y'].map(async (path) => {
        const { headers } = await stack.anybody.get(path);
        return /connect-src ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1];
      }),
    );

    expect(policies).toEqual(["'self'", `'self' ${stack.identityProviderOrigin}`]);
  });

  it('opened by somebody else who signs in decides nothing, and is a finding (T-08)', async () => {
    const id = await askForBilling();
    const { approveToken, code } = letterTo(stack, 'grace');
    const tab = openTab(approveToken);
    await tab.open();
    await tab.until(/Sign in to see/);

    const body = { token: approveToken, decision: 'approve', matchCode: code, justification: 'Mine' };
    const forced = await leavingAllAsItWas(stack, async () => {
      await tab.signIn('mallory');
      await tab.until(/sent to somebody else/);
      return stack.as('mallory', { mfa: true }).post('/decisions', body, { origin: stack.origin });
    });

    expect([forced.status, forced.body.code]).toEqual([403, 'link_not_yours']);
    expect(await show(stack, id)).toMatchObject({ status: 'pending_approval', approval: { decisions: [] } });
    const findings = (await stack.exportTable()).filter(({ type }) => type === 'link.foreign_session');
    expect(findings).toMatchObject(
      [1, 2].map((seq) => ({ seq, actor: { id: 'mallory' }, details: { activationId: id } })),
    );
  });

  it('keeps every other door as shut (T-11)', async () => {
    const id = await askForBilling();
    const { approveToken: token, code: matchCode } = letterTo(stack, 'grace');
    const body = { token, decision: 'approve', matchCode, justification: 'Go' };
    const origin = { origin: stack.origin };
    const inbox = { decision: 'approve', justification: 'Go' };

    const answers = await leavingAllAsItWas(stack, async () => [
      await stack.anybody.post('/decisions', body, origin),
      await stack.anybody.post('/decisions', { ...body, mode: 'link' }, origin),
      await stack.anybody.post('/decisions', { ...body, assurance: 'session' }, origin),
      await stack.anybody.post('/decisions', body, { ...origin, authorization: 'Bearer x.y.z' }),
      await stack.as('grace').post('/decisions', body, origin),
      await stack.as('grace', { mfa: true, authenticatedMinutesAgo: 16 }).post('/decisions', body, origin),
      await stack.as('grace').post(`/v1/activations/${id}/decisions`, inbox),
      await stack.anybody.post(`/v1/activations/${id}/decisions`, inbox),
    ]);

    expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual([
      [403, 'link_not_enough'],
      [400, 'invalid_input'],
      [400, 'invalid_input'],
      [401, 'token_not_valid'],
      [401, 'mfa_required'],
      [401, 'mfa_required'],
      [401, 'mfa_required'],
      [401, undefined],
    ]);
    for (const { headers } of answers.slice(4, 7))
      expect(headers.get('www-authenticate')).toMatch(/insufficient_user_authentication.*acr_values=.*max_age=900/);
  });

  it('takes more time for what runs in the same way', async () => {
    const id = await askForBilling();
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const wish = { additionalMinutes: 30, justification: 'Not done yet' };
    const wished = await stack.as('margaret', { mfa: true }).post(`/v1/activations/${id}/extend`, wish);
    await stack.settled();
    const { approveToken: token, code: matchCode } = letterTo(stack, 'grace');
    const body = { token, decision: 'approve', matchCode, justification: 'Go' };
    const grace = stack.as('grace', { mfa: true });

    const shown = await grace.post('/decisions/preview', { token }, { origin: stack.origin });
    const decided = await grace.post('/decisions', body, { origin: stack.origin });
    await stack.settled();

    expect(wished.status, wished.text).toBe(202);
    expect(shown.body).toMatchObject({ mode: 'signIn', terms: { extension: { additionalMinutes: 30 } } });
    expect([decided.status, decided.body]).toEqual([
      200,
      { status: 'active', decision: 'approve', extensionWaits: false },
    ]);
  });
});
