import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { expectSoundAudit } from '#test/support/audit-trail';
import {
  accessibilityFaults,
  contrastFaults,
  fitsWidth,
  keepLook,
  startChromium,
  type TestBrowser,
} from '#test/support/chromium';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { endEverything } from '#test/support/story';

export interface InChromium {
  readonly stack: TestStack;
  readonly browser: TestBrowser;
}

/** A running stack and a real browser for the tests of a file; after each, all that is open has ended, and no page complained. */
export function inChromium(): InChromium {
  let stack: TestStack;
  let browser: TestBrowser;
  beforeAll(async () => {
    stack = await startTestStack();
    browser = await startChromium(`${stack.origin}/decide`);
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
  return {
    get stack() {
      return stack;
    },
    get browser() {
      return browser;
    },
  };
}

/** Waits until the page says so. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).waitFor({ timeout: 15_000 });
}

/** For people with disabilities, too, in both colour schemes and in the width the window has. */
export async function expectReadable(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await keepLook(page, `${name}-${colorScheme}`);
    expect(await (colorScheme === 'light' ? accessibilityFaults(page) : contrastFaults(page))).toEqual([]);
  }
  expect(await fitsWidth(page)).toBe(true);
}
