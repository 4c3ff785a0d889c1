import { describe, expect, it } from 'vitest';
import {
  accessibilityFaultsOfLong,
  contrastFaults,
  contrastFaultsOfLong,
  fitsWidth,
  hasChromium,
  keepLook,
} from '#test/support/chromium';
import { inChromium } from './in-chromium.ts';

describe.skipIf(!hasChromium)('the documentation in Chromium', () => {
  const at = inChromium();

  it('is readable for everybody, light and dark', async () => {
    const page = await at.browser.open();
    await page.goto(`${at.stack.origin}/docs`);
    await keepLook(page, 'docs-light');
    const faults = await accessibilityFaultsOfLong(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 400, height: 800 });
    await keepLook(page, 'docs-dark-400');

    expect(faults).toEqual([]);
    expect(await fitsWidth(page)).toBe(true);
    expect(await contrastFaultsOfLong(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await contrastFaults(page)).toEqual([]);
  });
});
