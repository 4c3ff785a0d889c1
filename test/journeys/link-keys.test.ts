import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildWithNextLinkKey } from '#test/support/altered-build';
import { startTestStack, withLocalStack } from '#test/support/local-stack';
import { askForExchange, letterTo, page, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

function gone(folder: string): string {
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const keyOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

/** Ada asks by the first key, and Lapse is deployed anew with the next one. */
async function deployedWithNextKey({ keepsPrevious }: { keepsPrevious: boolean }) {
  const dataFolder = gone(mkdtempSync(join(tmpdir(), 'lapse-data-')));
  const first = await startTestStack({ dataFolder });
  const id = await askForExchange(first);
  const old = letterTo(first, 'grace');
  await first.stop();
  const stack = await withLocalStack({ dataFolder, folder: gone(buildWithNextLinkKey(keepsPrevious)) });
  return { stack, id, old };
}

describe('the key of decision links', () => {
  it('is rotated: links of both keys decide, and new mails are signed by the next', async () => {
    const { stack, id, old } = await deployedWithNextKey({ keepsPrevious: true });

    const shown = await page(stack).preview(old.approveToken);
    await stack.advance(61);
    const expired = await page(stack).renew(old.approveToken);
    await stack.settled();
    const fresh = letterTo(stack, 'grace');
    const decided = await page(stack).approve(fresh);
    await stack.settled();

    expect([shown.status, expired.status, decided.status]).toEqual([200, 202, 200]);
    expect(keyOf(fresh.approveToken)).not.toBe(keyOf(old.approveToken));
    expect((await show(stack, id)).status).toBe('active');
  });

  it('voids every outstanding link when the previous one is left out, and a reminder brings one that decides', async () => {
    const { stack, id, old } = await deployedWithNextKey({ keepsPrevious: false });

    const refused = await leavingAllAsItWas(stack, async () => [
      await page(stack).preview(old.approveToken),
      await page(stack).approve(old),
      await page(stack).renew(old.approveToken),
    ]);
    await stack.advance(12 * 60 + 5);
    const decided = await page(stack).approve(letterTo(stack, 'grace'));
    await stack.settled();

    expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'link_not_valid'));
    expect(decided.status).toBe(200);
    expect((await show(stack, id)).status).toBe('active');
  });
});
