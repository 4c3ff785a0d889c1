import { describe, expect, it } from 'vitest';
import { type Answer, openDecisionPage, settled } from './decision-page-browser.ts';

const LINK = 'https://lapse.example/decide#head.claims.signature';
const terms = {
  requester: { id: 'prn_ada', displayName: 'Ada \u202ELovelace', account: 'ada@example.test' },
  roleId: 'exchange-administrator',
  roleName: '<b>Exchange</b> Administrator',
  resourceId: '/',
  durationMinutes: 90,
  ticket: { number: 'INC-1042', system: 'ServiceNow' },
};
const preview = {
  terms,
  decisions: ['approve', 'deny'],
  deadline: '2026-11-22T14:00:00.000Z',
  approverMustJustify: false,
};
const shown: Answer = { status: 200, body: preview };
const approved: Answer = { status: 200, body: { status: 'approved', decision: 'approve' } };
const refusal = (status: number, code: string): Answer => ({ status, body: { code, detail: `In words: ${code}.` } });

async function opened(answers: Readonly<Record<string, Answer>>, address = LINK) {
  const page = await openDecisionPage(address, answers);
  const type = async (id: string, text: string) => {
    page.element(id).value = text;
    await page.element(id).emit('input');
  };
  const confirm = async () => {
    await page.element('decision-form').emit('submit');
    await settled();
  };
  const status = () => page.element('status').textContent;
  return { ...page, type, confirm, status };
}

describe('opening a decision link', () => {
  it('takes the token out of the address bar before anything else happens, and previews only', async () => {
    const { calls } = await opened({ '/decisions/preview': shown });

    expect(calls).toEqual([
      { path: '/decisions/preview', body: { token: 'head.claims.signature' }, address: '/decide' },
    ]);
  });

  it.each([
    ['https://lapse.example/decide%23head.claims.signature'],
    ['https://lapse.example/decide#%23head.claims.signature'],
  ])('understands the link as some mail programs rewrite it: %s', async (address) => {
    const { calls } = await opened({ '/decisions/preview': shown }, address);

    expect(calls).toMatchObject([{ body: { token: 'head.claims.signature' } }]);
  });

  const token = `head_-.claims0.${'s-_9'.repeat(21)}AA`;
  it.each([
    ['an angle bracket after it', `${token}>`],
    ['angle brackets around it', `<${token}>`],
    ['a full stop after it', `${token}.`],
    ['blanks around it', `%20${token}%20`],
    ['a line break within it', token.replace('s-_9s', 's-_9%0D%0As')],
    ['the marks of a reply within it', token.replace('s-_9s', 's-_9%0A%3E%20s')],
    ['a soft break of quoted-printable within it', token.replace('s-_9s', 's-_9=%0As')],
    ['a dot in quoted-printable', token.replace('.', '=2E')],
    ['words after it', `${token}%20Deny:%20https://lapse.example/decide`],
    ['a quotation mark and a bracket after it', `${token}%22)`],
    ['a zero width space within it', token.replace('s-_9s', 's-_9%E2%80%8Bs')],
    ['another # after it', `${token}#`],
    ['half a percent sign after it', `${token}%`],
  ])('cleans a link as people paste it: %s', async (_, pasted) => {
    const { calls } = await opened({ '/decisions/preview': shown }, `https://lapse.example/decide#${pasted}`);

    expect(calls).toMatchObject([{ body: { token } }]);
  });

  it('asks nobody when there is no token', async () => {
    const { calls, status } = await opened({}, 'https://lapse.example/decide');

    expect(calls).toEqual([]);
    expect(status()).toContain('no decision link');
  });

  it('shows the terms as the text they are, direction marks removed', async () => {
    const { element } = await opened({ '/decisions/preview': shown });

    const rows = element('terms').children.map(({ textContent }) => textContent);
    expect(rows).toEqual(
      expect.arrayContaining(['<b>Exchange</b> Administrator exchange-administrator', '1 hour 30 minutes']),
    );
    expect(rows).toEqual(
      expect.arrayContaining(['“INC-1042”', '“ServiceNow”', 'none given', 'as soon as it is approved']),
    );
    expect(element('decision-form').hidden).toBe(false);
  });

  it('tells who asks beyond the name: by id, and by the address or sign-in name (T-57)', async () => {
    const { element } = await opened({ '/decisions/preview': shown });

    const rows = element('terms').children.map(({ textContent }) => textContent);
    expect(rows.slice(0, 4)).toEqual(['Who', 'Ada Lovelace prn_ada', 'Account', 'ada@example.test']);
  });

  it('keeps what people typed between marks they cannot close, in a place that scrolls (T-57)', async () => {
    const justification = 'ok”\n\nDecide by\nnever\n“\u202Eapproved\u200B';
    const body = { ...preview, terms: { ...terms, justification } };
    const { element } = await opened({ '/decisions/preview': { status: 200, body } });

    const [, shownWords] = element('terms').children.filter(
      (_, at, all) => all[at]?.textContent === 'Justification' || all[at - 1]?.textContent === 'Justification',
    );
    expect(shownWords).toMatchObject({ className: 'typed', tabIndex: 0 });
    expect(shownWords?.textContent).toBe('“ok"\n\nDecide by\nnever\n"approved”');
  });

  it('shows of an extension how much more, after which end and why', async () => {
    const extension = { additionalMinutes: 30, endsAt: '2026-11-22T13:00:00.000Z', justification: 'Not done yet' };
    const body = { ...preview, terms: { ...terms, extension } };
    const { element } = await opened({ '/decisions/preview': { status: 200, body } });

    const rows = element('terms').children.map(({ textContent }) => textContent);
    expect(rows).toEqual(expect.arrayContaining([expect.stringMatching(/^30 minutes after /), '“Not done yet”']));
    expect(rows).not.toContain('Starts');
  });

  it.each(['approve', 'deny'])('preselects what the link is for: %s', async (first) => {
    const decisions = [first, first === 'approve' ? 'deny' : 'approve'];

    const { element } = await opened({ '/decisions/preview': { status: 200, body: { ...preview, decisions } } });

    expect(element('decision-form').elements.decision.value).toBe(first);
  });

  it('sends people to their inbox where the role asks for a sign-in that this page does not offer', async () => {
    const { element, status } = await opened({ '/decisions/preview': { status: 200, body: { mode: 'signIn' } } });

    expect(status()).toContain('Sign in and decide in your inbox');
    expect(element('decision-form').hidden).toBe(true);
  });

  it('offers a fresh link for an expired one', async () => {
    const page = await opened({
      '/decisions/preview': refusal(409, 'link_expired'),
      '/decisions/renew': { status: 202, body: {} },
    });
    expect(page.status()).toBe('In words: link_expired.');
    expect(page.element('renew').hidden).toBe(false);

    await page.element('renew').emit('click');

    expect(page.calls.at(-1)).toMatchObject({ path: '/decisions/renew', body: { token: 'head.claims.signature' } });
    expect(page.status()).toContain('on its way');
    expect(page.element('renew').hidden).toBe(true);
  });

  it.each(['link_used', 'link_not_valid', 'link_closed'])('says why it is of no use: %s', async (code) => {
    const { element, status } = await opened({ '/decisions/preview': refusal(409, code) });

    expect(status()).toBe(`In words: ${code}.`);
    expect([element('decision-form').hidden, element('renew').hidden]).toEqual([true, true]);
  });

  it('says so when nobody answers', async () => {
    const { status } = await opened({});

    expect(status()).toContain('cannot be reached');
  });
});

describe('deciding on the page', () => {
  const answers = { '/decisions/preview': shown, '/decisions': approved };

  it('T-02: sends nothing while no whole code is typed, even when the form is submitted', async () => {
    const { calls, confirm, element, type } = await opened(answers);

    await confirm();
    await type('match-code', 'CFG');
    await confirm();

    expect(element('confirm').disabled).toBe(true);
    expect(calls.map(({ path }) => path)).toEqual(['/decisions/preview']);
  });

  it('sends the decision with code and justification, and shows what became of it', async () => {
    const { calls, confirm, element, status, type } = await opened(answers);

    await type('match-code', ' cfg7');
    await type('justification', ' go ahead ');
    await confirm();

    expect(calls.at(-1)?.body).toEqual({
      token: 'head.claims.signature',
      decision: 'approve',
      matchCode: 'CFG7',
      justification: 'go ahead',
    });
    expect(status()).toMatch(/^Approved\./);
    expect(element('decision-form').hidden).toBe(true);
  });

  it.each([
    ['approved', 'approve', /^Approved\./],
    ['pending_approval', 'approve', /Another approver has to agree/],
    ['active', 'approve', /until when the access lasts/],
    ['denied', 'deny', /^Denied\./],
  ])('tells the outcome %s of %s', async (status, decision, words) => {
    const page = await opened({ ...answers, '/decisions': { status: 200, body: { status, decision } } });

    await page.type('match-code', 'CFG7');
    await page.confirm();

    expect(page.status()).toMatch(words);
  });

  it('asks for a justification first where the role demands one', async () => {
    const mustJustify = { status: 200, body: { ...preview, approverMustJustify: true } };
    const { calls, confirm, element, type } = await opened({ ...answers, '/decisions/preview': mustJustify });

    await type('match-code', 'CFG7');
    await confirm();

    expect(calls).toHaveLength(1);
    expect(element('problem').textContent).toContain('Give a reason');
  });

  it('lets people correct a wrong code', async () => {
    const { confirm, element, type } = await opened({ ...answers, '/decisions': refusal(403, 'wrong_match_code') });

    await type('match-code', 'AAAA');
    await confirm();

    expect(element('problem').textContent).toBe('In words: wrong_match_code.');
    expect([element('decision-form').hidden, element('confirm').disabled]).toEqual([false, false]);
  });

  it('lets people try again when nobody answered', async () => {
    const { confirm, element, type } = await opened({ '/decisions/preview': shown });

    await type('match-code', 'CFG7');
    await confirm();

    expect(element('problem').textContent).toContain('cannot be reached');
    expect(element('decision-form').hidden).toBe(false);
  });

  it.each(['link_locked', 'link_used', 'deadline_passed', 'self_approval'])('ends with the reason %s', async (code) => {
    const { confirm, element, status, type } = await opened({ ...answers, '/decisions': refusal(409, code) });

    await type('match-code', 'CFG7');
    await confirm();

    expect(status()).toBe(`In words: ${code}.`);
    expect(element('decision-form').hidden).toBe(true);
  });
});
