import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Debian's, unless the environment names another. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Tests in a browser run where there is one. */
export const hasChromium = existsSync(CHROMIUM);

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--process-per-site',
];

/** Somebody's browser: its tabs, and what went wrong in them. */
export interface TestBrowser {
  /** A tab beside the others. With options of its own it knows nothing of them, which costs a process. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Closes all tabs and forgets who signed in where. */
  forget(): Promise<void>;
  /** What pages have complained of since the last time: broken policies, errors of scripts. */
  complaints(): string[];
  close(): Promise<void>;
}

/**
 * Starts Chromium without a window, with nothing kept from before. A tab nobody uses stays open, so that the others find a process
 * of their site that has warmed up: starting one for each of them took two thirds of the time.
 *
 * @param address of any page of that site
 */
export async function startChromium(address: string): Promise<TestBrowser> {
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'lapse-chromium-'));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    env: { ...process.env, HOME: folder },
  });
  let complaints: string[] = [];
  const newContext = async (options: BrowserContextOptions) => {
    const context = await browser.newContext(options);
    await listen(context, (complaint) => complaints.push(complaint));
    return context;
  };
  const shared = await newContext({});
  const unused = await shared.newPage();
  await unused.goto(address);
  return {
    open: async (options) => (options ? await newContext(options) : shared).newPage(),
    async forget() {
      const apart = browser.contexts().filter((context) => context !== shared);
      const used = shared.pages().filter((page) => page !== unused);
      await Promise.all([...apart, ...used].map((opened) => opened.close()));
      await shared.clearCookies();
    },
    complaints() {
      const taken = complaints;
      complaints = [];
      return taken;
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A refusal is no fault of the page, but Chromium writes it to the console as it does everything it could not load. */
const ANSWERED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Runs in the page, before anything of its own. */
const REPORT_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  console.error('Content security policy: ' + violatedDirective + ' ' + blockedURI));`;

async function listen(context: BrowserContext, complain: (complaint: string) => void): Promise<void> {
  await context.addInitScript({ content: REPORT_VIOLATIONS });
  context.on('console', (message) => {
    if (message.type() === 'error' && !ANSWERED.test(message.text())) complain(message.text());
  });
  context.on('weberror', (fault) => complain(String(fault.error())));
}

/** What axe-core finds wrong for people with disabilities, each rule with the elements that break it. */
export function accessibilityFaults(page: Page): Promise<string[]> {
  return faultsIn(page, 'document', {});
}

/** The same for a page of thousands of elements, without contrast, which would take a quarter of a minute there. */
export function accessibilityFaultsOfLong(page: Page): Promise<string[]> {
  return faultsIn(page, 'document', { rules: { 'color-contrast': { enabled: false } } });
}

/** Contrast of such a page: takes everything away but one of each way text is set, so that nothing else can be looked at after it. */
export async function contrastFaultsOfLong(page: Page): Promise<string[]> {
  await page.evaluate(`{
    const kept = new Set();
    for (let element of (${ONE_OF_EACH_SETTING})()) for (; element; element = element.parentElement) kept.add(element);
    for (const element of [...document.body.querySelectorAll('*')]) if (!kept.has(element)) element.remove();
  }`);
  return contrastFaults(page);
}

/** Contrast alone, once for each way text is set: for another colour scheme of a page that was looked at. */
export function contrastFaults(page: Page): Promise<string[]> {
  return faultsIn(page, `{ include: (${ONE_OF_EACH_SETTING})() }`, { runOnly: ['color-contrast'] });
}

/** One element with words of its own for each chain of tags and classes that leads to such. */
const ONE_OF_EACH_SETTING = `() => {
  const settings = new Map();
  const chainOf = (element) => element ? chainOf(element.parentElement) + '>' + element.tagName + '.' + element.className : '';
  for (const element of document.body.querySelectorAll('*')) {
    const hasWords = [...element.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim());
    const chain = hasWords && chainOf(element);
    if (chain && !settings.has(chain)) settings.set(chain, element);
  }
  return [...settings.values()];
}`;

async function faultsIn(page: Page, part: string, options: object): Promise<string[]> {
  // As a debugger does it: the policy of the page would refuse it a script.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const fast = { resultTypes: ['violations'], preload: false, ...options };
  return page.evaluate<string[]>(`axe.run(${part}, ${JSON.stringify(fast)}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}

/** Keeps what the window shows of the page in the folder that `SCREENSHOTS` names, for people to look at. */
export async function keepLook(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Whether everything fits into the window's width. */
export function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
}

/** What a mail scanner with a browser does: fills every field, presses every control, submits every form. */
export async function pressEverything(page: Page, filling: string): Promise<void> {
  await page.evaluate(`{
    for (const field of document.querySelectorAll('input:not([type=radio]), textarea')) {
      field.value = ${JSON.stringify(filling)};
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    for (const control of document.querySelectorAll('input[type=radio], label, button, a')) control.click();
    for (const form of document.querySelectorAll('form')) form.requestSubmit();
  }`);
  await page.waitForLoadState('networkidle');
}
