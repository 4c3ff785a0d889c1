import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { accessibilityFaults, hasChromium, keepLook, pressEverything } from '#test/support/chromium';
import { ask as askFor, askForExchange, decide, type Letter, letterTo, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';
import { expectReadable, inChromium, says } from './in-chromium.ts';

/** The decision page as a person meets it: real clicks in a real browser, on the running stack. */
describe.skipIf(!hasChromium)('a decision link in Chromium', () => {
  const at = inChromium();
  let id: string;
  let letter: Letter;

  async function ask(): Promise<void> {
    id = await askForExchange(at.stack);
    letter = letterTo(at.stack, 'grace');
  }
  const addressOf = (token: string) => `${at.stack.origin}/decide#${token}`;
  async function openLink(token: string, page?: Page): Promise<Page> {
    const opened = page ?? (await at.browser.open());
    await opened.goto(addressOf(token));
    return opened;
  }
  async function confirm(page: Page, code = letter.code): Promise<void> {
    await page.getByLabel('Code from your mail').fill(code);
    await page.getByLabel('Justification').fill('Go ahead');
    await page.getByRole('button', { name: 'Confirm decision' }).click();
  }
  const statusOf = async () => (await show(at.stack, id)).status;

  it('approves: the token leaves the address, the terms stand there, code and justification are typed', async () => {
    await ask();
    const page = await openLink(letter.approveToken);
    await says(page, 'Ada Lovelace');

    expect(page.url()).toBe(`${at.stack.origin}/decide`);
    expect(await page.getByLabel('Approve').isChecked()).toBe(true);
    expect(await page.getByRole('button', { name: 'Confirm decision' }).isDisabled()).toBe(true);
    expect(await statusOf()).toBe('pending_approval');
    await confirm(page, letter.code.toLowerCase());
    await says(page, 'Approved. The requester is told');
    await at.stack.settled();

    expect(await statusOf()).toBe('active');
    expect(await page.getByRole('button', { name: 'Confirm decision' }).isVisible()).toBe(false);
  });

  it('opens as well when a mail gateway has written its # as %23', async () => {
    await ask();
    const page = await at.browser.open();
    await page.goto(`${at.stack.origin}/decide%23${letter.approveToken}`);
    await says(page, 'Ada Lovelace');

    expect(page.url()).toBe(`${at.stack.origin}/decide`);
    await confirm(page);
    await says(page, 'Approved. The requester is told');
    await at.stack.settled();
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
    await at.stack.settled();

    await page.reload();
    await says(page, 'There is no decision link in the address.');
    await openLink(letter.denyToken, page);
    await says(page, /used|closed|decided/i);
    await page.goto(`${at.stack.origin}/docs`);
    await page.goBack();
    await says(page, /used|closed|decided|no decision link/i);

    expect(await page.getByRole('button', { name: 'Confirm decision' }).isVisible()).toBe(false);
    expect((await show(at.stack, id)).approval?.decisions).toHaveLength(1);
  });

  it('open in two tabs decides once: the slower tab is told', async () => {
    await ask();
    const [first, second] = [await openLink(letter.approveToken), await openLink(letter.denyToken)];
    await Promise.all([says(first, 'Ada Lovelace'), says(second, 'Ada Lovelace')]);

    await confirm(first);
    await says(first, 'Approved.');
    await confirm(second);
    await says(second, /used|closed|decided/i);

    expect((await show(at.stack, id)).approval?.decisions).toHaveLength(1);
  });

  it('lets a scanner that runs the script and presses everything decide nothing (T-02)', async () => {
    await ask();
    await leavingAllAsItWas(at.stack, async () => {
      for (const token of [letter.approveToken, letter.denyToken, letter.approveToken]) {
        const page = await openLink(token);
        await pressEverything(page, '');
        for (const filling of ['', '0000', 'AAAA', 'test', '%00%', '    ']) await pressEverything(page, filling);
        await page.close();
      }
    });
    const links = (await at.stack.exportTable()).filter(
      ({ entity, activationId, approverId }) => entity === 'link' && activationId === id && approverId === 'grace',
    );

    expect(await statusOf()).toBe('pending_approval');
    expect((await show(at.stack, id)).approval?.decisions).toEqual([]);
    expect(links.map(({ tries }) => Number(tries) <= 5)).toEqual([true]);
    expect((await decide(at.stack, 'grace', id, 'approve')).status).toBe(200);
  });

  it('without scripts tells how to decide elsewhere, and shows no form', async () => {
    await ask();
    const page = await at.browser.open({ javaScriptEnabled: false });
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
      id = await askFor(at.stack, 'margaret', {
        items: [{ roleId: 'billing-administrator' }],
        justification: 'Invoice',
      });
      letter = letterTo(at.stack, 'grace');
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
      expect(address).toBe(`${at.stack.origin}/decide`);
      expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
      expect((await show(at.stack, id)).approval?.decisions).toMatchObject([
        { by: { id: 'grace' }, assurance: 'session' },
      ]);
    });

    it('refuses whoever else signs in, and is still there for the right person (T-08)', async () => {
      const page = await openLink(letter.denyToken);
      await signIn(page, 'Alan Turing');
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      const shown = await page.getByText('Margaret Hamilton').count();
      const early = await statusOf();

      const hers = await openLink(letter.denyToken, await at.browser.open({}));
      await signIn(hers, 'Grace Hopper');
      await says(hers, 'Margaret Hamilton');
      await confirm(hers);
      await says(hers, 'Denied.');

      expect([shown, early]).toEqual([0, 'pending_approval']);
      expect(await statusOf()).toBe('denied');
    });
  });
});
