import { expect } from 'vitest';
import { type EventDraft, type Page, type PageRequest, Stale } from '#shared/ports';
import { grace } from '#test/support/found-organization';
import type { World } from '#test/support/world';

export const draft = (type: EventDraft['type']): EventDraft => ({ type, actor: grace, details: {} });

/** Reads a list to its end; answers what names each item, page by page. */
export async function namesByPage<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
  nameOf: (item: T) => unknown,
): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, cursor });
    pages.push(page.items.map(nameOf));
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length < 60);
  return pages;
}

/** Fails unless the attempt is refused as stale and leaves everything as it was. */
export async function expectStale(world: World, attempt: () => Promise<unknown>): Promise<void> {
  const before = await world.exportTable();
  await expect(attempt()).rejects.toBeInstanceOf(Stale);
  expect(await world.exportTable()).toEqual(before);
}
