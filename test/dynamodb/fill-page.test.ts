import { describe, expect, it } from 'vitest';
import { fillPage } from '#shared/dynamodb/sharded-list';
import type { PageRequest } from '#shared/ports';

const LENGTH = 5000;
const position = (at: number) => String(at).padStart(4, '0');
const cursorAt = (at: number) => Buffer.from(position(at)).toString('base64url');

/** A list of five thousand numbers, and how often a page of it was read. */
function numbers() {
  const reads: PageRequest[] = [];
  const read = async (page: PageRequest) => {
    reads.push(page);
    const from = page.cursor === undefined ? 0 : Number(Buffer.from(page.cursor, 'base64url').toString()) + 1;
    const items = Array.from({ length: Math.min(page.limit, LENGTH - from) }, (_, at) => from + at);
    const last = from + items.length - 1;
    return { items, ...(last < LENGTH - 1 ? { nextCursor: cursorAt(last) } : {}) };
  };
  return { reads, read };
}

describe('a page of a list of which some are left out', () => {
  it('is filled over as many pages as it takes, and goes on after its last item', async () => {
    const { read } = numbers();
    const isWanted = (number: number) => number % 100 === 0;

    const page = await fillPage(read, isWanted, { limit: 3, cursor: cursorAt(150) }, position);

    expect(page).toEqual({ items: [200, 300, 400], nextCursor: cursorAt(400) });
  });

  it('is the last one when nothing else is wanted, even when it is just full', async () => {
    const { read } = numbers();

    const page = await fillPage(read, (number) => number >= 4998, { limit: 2, cursor: cursorAt(4500) }, position);

    expect(page).toEqual({ items: [4998, 4999] });
  });

  it('is answered as it is once two thousand were looked through, and the next one goes on there', async () => {
    const { read, reads } = numbers();

    const page = await fillPage(read, (number) => number === 7, { limit: 2 }, position);

    expect(page).toEqual({ items: [7], nextCursor: cursorAt(1999) });
    expect(reads).toHaveLength(20);
  });
});
