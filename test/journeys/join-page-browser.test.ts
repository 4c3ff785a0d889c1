import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults, hasChromium, keepLook, pressEverything } from '#test/support/chromium';
import { expectReadable, inChromium, says } from './in-chromium.ts';

describe.skipIf(!hasChromium)('the page of an invitation in Chromium', () => {
  const at = inChromium();

  async function invite(id: string): Promise<string> {
    const grace = at.stack.as('grace', { mfa: true });
    await grace.post('/v1/principals', { id, kind: 'guest', displayName: `Dr ${id}`, email: `${id}@example.test` });
    expect((await grace.post(`/v1/principals/${id}/invitation`, {})).status).toBe(202);
    await at.stack.settled();
    const [address = ''] = /http\S+\/join#\S+/.exec(at.stack.mailTo(id).at(-1)?.text ?? '') ?? [];
    return address;
  }
  const isBound = async (id: string) =>
    (await at.stack.as('grace').get(`/v1/principals/${id}`)).text.includes('"bound":true');
  const atPartner = (page: Page) => page.getByRole('button', { name: /^Sign in at .*partner$/ });

  it('binds the account they sign in with, once they have seen which one, and not one that is taken', async () => {
    const address = await invite('barbara');
    const page = await at.browser.open();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(address);
    await says(page, 'Sign in with the account you will use from now on.');
    const [code, shown] = [await page.getByLabel('Code from your invitation').inputValue(), page.url()];
    await expectReadable(page, 'join');

    await atPartner(page).click();
    await page.getByRole('button', { name: 'Linus Torvalds' }).click();
    await page.getByRole('button', { name: 'Join with this account' }).click();
    await says(page, /belongs to another/);
    await atPartner(page).click();
    await page.getByRole('button', { name: 'Barbara Liskov' }).click();
    await says(page, 'Is this your account?');
    await says(page, /^barbara$/);
    await expectReadable(page, 'join-account');
    const early = await isBound('barbara');
    await page.getByRole('button', { name: 'Join with this account' }).click();
    await says(page, 'Welcome, Dr barbara.');
    await keepLook(page, 'joined');

    expect([code, shown]).toEqual([address.split('#')[1], `${at.stack.origin}/join`]);
    expect([early, await isBound('barbara')]).toEqual([false, true]);
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
  });

  it('works by the keyboard alone, and finds the code in what was pasted', async () => {
    const address = await invite('radia');
    const page = await at.browser.open();
    await page.goto(`${at.stack.origin}/join`);
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
    await says(page, /belongs to another/);

    expect(faults).toEqual([]);
    expect(await isBound('radia')).toBe(false);
  });

  it('binds nobody when a scanner runs it and presses everything', async () => {
    const address = await invite('katherine');
    const page = await at.browser.open();
    await page.goto(address);
    for (const filling of ['', 'x', address.split('#')[1] ?? '']) await pressEverything(page, filling);

    expect(await isBound('katherine')).toBe(false);
  });
});
