import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { additionsTo, approver } from '#test/support/additions';
import { hasChromium, keepLook } from '#test/support/chromium';
import { show } from '#test/support/story';
import { expectReadable, inChromium, says } from './in-chromium.ts';

describe.skipIf(!hasChromium)('the page where all that waits is reviewed, in Chromium (APR-10)', () => {
  const at = inChromium();

  async function askForTwo(): Promise<string[]> {
    const additions = additionsTo(at.stack);
    const ids = ['vault', 'network'].map((name) => `${name}-${at.stack.clock.now()}`);
    for (const id of ids) {
      await additions.addRole(id, { approval: { required: true, approvers: [approver('alan')] } });
      await additions.makeEligible('margaret', id);
    }
    additions.close();
    const body = { items: ids.map((roleId) => ({ roleId })), justification: 'Move\n\u202Eof the office\u202C <b>' };
    const { body: answer } = await at.stack.as('margaret', { mfa: true }).post('/v1/activations', body);
    await at.stack.settled();
    return (answer.results ?? []).map(({ activation }) => activation?.id ?? '');
  }
  async function signIn(page: Page, name = 'Alan Turing'): Promise<void> {
    await page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1:\d+$/ }).click();
    await page.getByRole('button', { name }).click();
  }

  it('shows what one mail asks for and takes a decision on each, told one by one', async () => {
    const [first = '', second = ''] = await askForTwo();
    const [address = ''] = /http\S+\/approvals$/m.exec(at.stack.mailTo('alan').at(-1)?.text ?? '') ?? [];
    const page = await at.browser.open();
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
    await at.stack.settled();

    const listed = await page.getByRole('listitem').allTextContents();
    expect(listed.map((line) => line.replace(/.*: /, '')).sort()).toEqual(['approved.', 'denied.']);
    expect([(await show(at.stack, first)).status, (await show(at.stack, second)).status].sort()).toEqual([
      'active',
      'denied',
    ]);
  });

  it('sends nothing when a sign-in is too old by then, and says so', async () => {
    const [first = ''] = await askForTwo();
    const page = await at.browser.open();
    await page.goto(`${at.stack.origin}/approvals`);
    await signIn(page);
    await says(page, 'Choose for each request.');
    await page.getByRole('button', { name: 'Deny all' }).click();
    await page.getByLabel('Justification, the same for all').fill('No');
    await at.stack.advance(20);
    await page.getByRole('button', { name: 'Confirm 2 decisions' }).click();
    await says(page, /Nothing has been decided\./);

    expect((await show(at.stack, first)).status).toBe('pending_approval');
  });

  it('shows a stranger nothing, and lets them sign in as somebody else', async () => {
    await askForTwo();
    const page = await at.browser.open();
    await page.goto(`${at.stack.origin}/approvals`);
    await signIn(page, 'Mallory');
    await says(page, 'Nothing waits for your decision.');

    expect(await page.getByText('Margaret').count()).toBe(0);
  });
});
