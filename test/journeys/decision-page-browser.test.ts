import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { additionsTo, approver } from '#test/support/additions';
import { expectSoundAudit } from '#test/support/audit-trail';
import {
  accessibilityFaults,
  accessibilityFaultsOfLong,
  contrastFaults,
  fitsWidth,
  hasChromium,
  keepLook,
  pressEverything,
  startChromium,
  type TestBrowser,
} from '#test/support/chromium';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask as askFor, askForExchange, decide, endEverything, type Letter, letterTo, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

/** The decision page as a person meets it: real clicks in a real browser, on the running stack. */
describe.skipIf(!hasChromium)('a decision link in Chromium', () => {
  let stack: TestStack;
  let browser: TestBrowser;
  let id: string;
  let letter: Letter;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), startChromium()]);
  });
  afterEach(async () => {
    await browser.forget();
    await endEverything(stack);
    expectSoundAudit(await stack.exportTable());
    expect(browser.complaints()).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function ask(): Promise<void> {
    id = await askForExchange(stack);
    letter = letterTo(stack, 'grace');
  }
  const addressOf = (token: string) => `${stack.origin}/decide#${token}`;
  async function openLink(token: string, page?: Page): Promise<Page> {
    const opened = page ?? (await browser.open());
    await opened.goto(addressOf(token));
    return opened;
  }
  async function confirm(page: Page, code = letter.code): Promise<void> {
    await page.getByLabel('Code from your mail').fill(code);
    await page.getByLabel('Justification').fill('Go ahead');
    await page.getByRole('button', { name: 'Confirm decision' }).click();
  }
  const says = (page: Page, text: string | RegExp) => page.getByText(text).waitFor({ timeout: 15_000 });
  const statusOf = async () => (await show(stack, id)).status;

  it('approves: the token leaves the address, the terms stand there, code and justification are typed', async () => {
    await ask();
    const page = await openLink(letter.approveToken);
    await says(page, 'Ada Lovelace');

    expect(page.url()).toBe(`${stack.origin}/decide`);
    expect(await page.getByLabel('Approve').isChecked()).toBe(true);
    expect(await page.getByRole('button', { name: 'Confirm decision' }).isDisabled()).toBe(true);
    expect(await statusOf()).toBe('pending_approval');
    await confirm(page, letter.code.toLowerCase());
    await says(page, 'Approved. The requester is told');
    await stack.settled();

    expect(await statusOf()).toBe('active');
    expect(await page.getByRole('button', { name: 'Confirm decision' }).isVisible()).toBe(false);
  });

  it('opens as well when a mail gateway has written its # as %23', async () => {
    await ask();
    const page = await browser.open();
    await page.goto(`${stack.origin}/decide%23${letter.approveToken}`);
    await says(page, 'Ada Lovelace');

    expect(page.url()).toBe(`${stack.origin}/decide`);
    await confirm(page);
    await says(page, 'Approved. The requester is told');
    await stack.settled();
    expect(await statusOf()).toBe('active');
  });

  it('denies, with the keyboard alone', async () => {
    await ask();
    const page = await openLink(letter.denyToken);
    await says(page, 'Ada Lovelace');

    expect(await page.getByLabel('Deny').isChecked()).toBe(true);
    // From the status line, where the page puts the reader: justification and ticket, which scroll, then choice, code,
    // justification, Enter on the button.
    for (const typed of ['', '', '', letter.code, 'Not today', '']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(typed);
    }
    await page.keyboard.press('Enter');
    await says(page, 'Denied. The requester is told');

    expect(await statusOf()).toBe('denied');
  });

  it('says a wrong code, and takes the right one after it', async () => {
    await ask();
    const page = await openLink(letter.approveToken);

    await confirm(page, 'ZZZZ');
    await page.getByRole('alert').getByText(/code/i).waitFor();
    const faults = await accessibilityFaults(page);
    await keepLook(page, 'wrong-code');
    await confirm(page);
    await says(page, 'Approved.');

    expect(faults).toEqual([]);
  });

  it('once used says so, whether reloaded, opened again or reached by the back button', async () => {
    await ask();
    const page = await openLink(letter.approveToken);
    await confirm(page);
    await says(page, 'Approved.');
    await stack.settled();

    await page.reload();
    await says(page, 'There is no decision link in the address.');
    await openLink(letter.denyToken, page);
    await says(page, /used|closed|decided/i);
    await page.goto(`${stack.origin}/docs`);
    await page.goBack();
    await says(page, /used|closed|decided|no decision link/i);

    expect(await page.getByRole('button', { name: 'Confirm decision' }).isVisible()).toBe(false);
    expect((await show(stack, id)).approval?.decisions).toHaveLength(1);
  });

  it('open in two tabs decides once: the slower tab is told', async () => {
    await ask();
    const [first, second] = [await openLink(letter.approveToken), await openLink(letter.denyToken)];
    await Promise.all([says(first, 'Ada Lovelace'), says(second, 'Ada Lovelace')]);

    await confirm(first);
    await says(first, 'Approved.');
    await confirm(second);
    await says(second, /used|closed|decided/i);

    expect((await show(stack, id)).approval?.decisions).toHaveLength(1);
  });

  it('lets a scanner that runs the script and presses everything decide nothing (T-02)', async () => {
    await ask();
    await leavingAllAsItWas(stack, async () => {
      for (const token of [letter.approveToken, letter.denyToken, letter.approveToken]) {
        const page = await openLink(token);
        await pressEverything(page, '');
        for (const filling of ['', '0000', 'AAAA', 'test', '%00%', '    ']) await pressEverything(page, filling);
        await page.close();
      }
    });
    const links = (await stack.exportTable()).filter(
      ({ entity, activationId, approverId }) => entity === 'link' && activationId === id && approverId === 'grace',
    );

    expect(await statusOf()).toBe('pending_approval');
    expect((await show(stack, id)).approval?.decisions).toEqual([]);
    expect(links.map(({ tries }) => Number(tries) <= 5)).toEqual([true]);
    expect((await decide(stack, 'grace', id, 'approve')).status).toBe(200);
  });

  it('without scripts tells how to decide elsewhere, and shows no form', async () => {
    await ask();
    const page = await browser.open({ javaScriptEnabled: false });
    await openLink(letter.approveToken, page);

    expect(await page.locator('noscript p').isVisible()).toBe(true);
    expect(await page.locator('form').isVisible()).toBe(false);
    expect(await statusOf()).toBe('pending_approval');
    await keepLook(page, 'without-scripts');
  });

  it('is readable for everybody, light and dark, wide and on a phone', async () => {
    await ask();
    const page = await openLink(letter.approveToken);
    await says(page, 'Ada Lovelace');

    for (const width of [1000, 400]) {
      await page.setViewportSize({ width, height: 800 });
      await expectReadable(page, `terms-${width}`);
    }
    await confirm(page);
    await says(page, 'Approved.');
    await expectReadable(page, 'told');
  });

  describe('to a role that asks for a sign-in', () => {
    beforeEach(async () => {
      id = await askFor(stack, 'margaret', { items: [{ roleId: 'billing-administrator' }], justification: 'Invoice' });
      letter = letterTo(stack, 'grace');
    });
    async function signIn(page: Page, name: string): Promise<void> {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name }).click();
    }

    it('shows nothing before it, and takes the decision of the one who was asked', async () => {
      const page = await openLink(letter.approveToken);
      await says(page, 'Sign in to see what you are asked to decide on.');
      const early = await page.getByText('Margaret Hamilton').count();
      await keepLook(page, 'sign-in');
      const faults = await accessibilityFaults(page);

      await signIn(page, 'Grace Hopper');
      await says(page, 'Margaret Hamilton');
      const address = page.url();
      await confirm(page);
      await says(page, 'Approved.');

      expect(early).toBe(0);
      expect(faults).toEqual([]);
      expect(address).toBe(`${stack.origin}/decide`);
      expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
      expect((await show(stack, id)).approval?.decisions).toMatchObject([
        { by: { id: 'grace' }, assurance: 'session' },
      ]);
    });

    it('refuses whoever else signs in, and is still there for the right person (T-08)', async () => {
      const page = await openLink(letter.denyToken);
      await signIn(page, 'Alan Turing');
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      const shown = await page.getByText('Margaret Hamilton').count();
      const early = await statusOf();

      const hers = await openLink(letter.denyToken, await browser.open({}));
      await signIn(hers, 'Grace Hopper');
      await says(hers, 'Margaret Hamilton');
      await confirm(hers);
      await says(hers, 'Denied.');

      expect([shown, early]).toEqual([0, 'pending_approval']);
      expect(await statusOf()).toBe('denied');
    });
  });

  describe('and the page of an invitation', () => {
    async function invite(id: string): Promise<string> {
      const grace = stack.as('grace', { mfa: true });
      await grace.post('/v1/principals', { id, kind: 'guest', displayName: `Dr ${id}`, email: `${id}@example.test` });
      expect((await grace.post(`/v1/principals/${id}/invitation`, {})).status).toBe(202);
      await stack.settled();
      const [address = ''] = /http\S+\/join#\S+/.exec(stack.mailTo(id).at(-1)?.text ?? '') ?? [];
      return address;
    }
    const isBound = async (id: string) =>
      (await stack.as('grace').get(`/v1/principals/${id}`)).text.includes('"bound":true');
    const atPartner = (page: Page) => page.getByRole('button', { name: /^Sign in at .*partner$/ });

    it('binds the account they sign in with, once they have seen which one, and not one that is taken', async () => {
      const address = await invite('barbara');
      const page = await browser.open();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(address);
      await says(page, 'Sign in with the account you will use from now on.');
      const [code, shown] = [await page.getByLabel('Code from your invitation').inputValue(), page.url()];
      await expectReadable(page, 'join');

      await atPartner(page).click();
      await page.getByRole('button', { name: 'Linus Torvalds' }).click();
      await page.getByRole('button', { name: 'Join with this account' }).click();
      await says(page, /belong to another/);
      await atPartner(page).click();
      await page.getByRole('button', { name: 'Barbara Liskov' }).click();
      await says(page, 'Is this your account?');
      await says(page, /^barbara$/);
      await expectReadable(page, 'join-account');
      const early = await isBound('barbara');
      await page.getByRole('button', { name: 'Join with this account' }).click();
      await says(page, 'Welcome, Dr barbara.');
      await keepLook(page, 'joined');

      expect([code, shown]).toEqual([address.split('#')[1], `${stack.origin}/join`]);
      expect([early, await isBound('barbara')]).toEqual([false, true]);
      expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
    });

    it('works by the keyboard alone, and finds the code in what was pasted', async () => {
      const address = await invite('radia');
      const page = await browser.open();
      await page.goto(`${stack.origin}/join`);
      await says(page, 'Sign in with the account you will use from now on.');
      await page.keyboard.press('Tab');
      await page.keyboard.type('half.acode');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await says(page, 'This is not a whole code.');
      const faults = await accessibilityFaults(page);

      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(`Invitation code: ${address.split('#')[1]}.`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Ada Lovelace' }).press('Enter');
      await says(page, 'Is this your account?');
      for (const _ of ['code', 'join']) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await says(page, /belong to another/);

      expect(faults).toEqual([]);
      expect(await isBound('radia')).toBe(false);
    });

    it('binds nobody when a scanner runs it and presses everything', async () => {
      const address = await invite('katherine');
      const page = await browser.open();
      await page.goto(address);
      for (const filling of ['', 'x', address.split('#')[1] ?? '']) await pressEverything(page, filling);

      expect(await isBound('katherine')).toBe(false);
    });
  });

  describe('and the page where all that waits is reviewed (APR-10)', () => {
    async function askForTwo(): Promise<string[]> {
      const additions = additionsTo(stack);
      const ids = ['vault', 'network'].map((name) => `${name}-${stack.clock.now()}`);
      for (const id of ids) {
        await additions.addRole(id, { approval: { required: true, approvers: [approver('alan')] } });
        await additions.makeEligible('margaret', id);
      }
      additions.close();
      const body = { items: ids.map((roleId) => ({ roleId })), justification: 'Move\n\u202Eof the office\u202C <b>' };
      const { body: answer } = await stack.as('margaret', { mfa: true }).post('/v1/activations', body);
      await stack.settled();
      return (answer.results ?? []).map(({ activation }) => activation?.id ?? '');
    }
    async function signIn(page: Page, name = 'Alan Turing'): Promise<void> {
      await page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1:\d+$/ }).click();
      await page.getByRole('button', { name }).click();
    }

    it('shows what one mail asks for and takes a decision on each, told one by one', async () => {
      const [first = '', second = ''] = await askForTwo();
      const [address = ''] = /http\S+\/approvals$/m.exec(stack.mailTo('alan').at(-1)?.text ?? '') ?? [];
      const page = await browser.open();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(address);
      await says(page, 'Sign in to see the requests that wait for your decision.');
      await keepLook(page, 'approvals-sign-in');
      await signIn(page);
      await says(page, 'Choose for each request.');
      await expectReadable(page, 'approvals');
      expect(await page.getByRole('button', { name: 'Confirm decision' }).isDisabled()).toBe(true);

      await page.getByRole('button', { name: 'Approve all' }).click();
      await page.getByRole('group').nth(1).getByLabel('Deny').check();
      await page.getByRole('button', { name: 'Confirm 2 decisions' }).click();
      await page.getByRole('listitem').first().waitFor();
      expect(await page.getByRole('listitem').first().textContent()).toContain('This role asks for a justification.');
      await page.getByLabel('Justification, the same for all').fill('Agreed in the meeting');
      await page.getByRole('button', { name: 'Confirm 2 decisions' }).click();
      await says(page, 'Nothing waits for your decision.');
      await expectReadable(page, 'approvals-told');
      await stack.settled();

      const listed = await page.getByRole('listitem').allTextContents();
      expect(listed.map((line) => line.replace(/.*: /, '')).sort()).toEqual(['approved.', 'denied.']);
      expect([(await show(stack, first)).status, (await show(stack, second)).status].sort()).toEqual([
        'active',
        'denied',
      ]);
    });

    it('sends nothing when a sign-in is too old by then, and says so', async () => {
      const [first = ''] = await askForTwo();
      const page = await browser.open();
      await page.goto(`${stack.origin}/approvals`);
      await signIn(page);
      await says(page, 'Choose for each request.');
      await page.getByRole('button', { name: 'Deny all' }).click();
      await page.getByLabel('Justification, the same for all').fill('No');
      await stack.advance(20);
      await page.getByRole('button', { name: 'Confirm 2 decisions' }).click();
      await says(page, /Nothing has been decided\./);

      expect((await show(stack, first)).status).toBe('pending_approval');
    });

    it('shows a stranger nothing, and lets them sign in as somebody else', async () => {
      await askForTwo();
      const page = await browser.open();
      await page.goto(`${stack.origin}/approvals`);
      await signIn(page, 'Mallory');
      await says(page, 'Nothing waits for your decision.');

      expect(await page.getByText('Margaret').count()).toBe(0);
    });
  });

  it('stands beside documentation that is readable for everybody, light and dark', async () => {
    const page = await browser.open();
    await page.goto(`${stack.origin}/docs`);
    await keepLook(page, 'docs-light');
    const faults = await accessibilityFaultsOfLong(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 400, height: 800 });
    await keepLook(page, 'docs-dark-400');

    expect(faults).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    expect(await fitsWidth(page)).toBe(true);
  });
});

/** For people with disabilities, too, in both colour schemes and in the width the window has. */
async function expectReadable(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepLook(page, `${name}-${colorScheme}`);
    expect(await (colorScheme === 'light' ? accessibilityFaults(page) : contrastFaults(page))).toEqual([]);
  }
  expect(await fitsWidth(page)).toBe(true);
}
