import { Refusal } from '#shared/domain/refusal';
import type { Page } from '#shared/ports';
import type { Found, Sought } from '#shared/ports/searches';

interface Query extends Sought {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * What a list answers: a page of everything, or what was looked for.
 *
 * @throws Refusal invalid_input for the next page of a search, which has none
 */
export async function listedOrFound<T, V>(
  query: Query,
  list: () => Promise<Page<T>>,
  find: () => Promise<Found<T>>,
  view: (item: T) => V,
): Promise<{ status: 200; body: object }> {
  if (query.q === undefined && query.email === undefined) {
    const page = await list();
    return { status: 200, body: { ...page, items: page.items.map(view) } };
  }
  if (query.cursor !== undefined) throw noCursor();
  const { items, incomplete } = await find();
  const shown = items.slice(0, query.limit);
  const isWhole = !incomplete && shown.length === items.length;
  return { status: 200, body: { items: shown.map(view), ...(isWhole ? {} : { incomplete: true }) } };
}

function noCursor(): Refusal {
  const message = 'cursor: a search has one page; make what you look for longer';
  return new Refusal('invalid_input', { violations: [{ rule: 'cursor', code: 'invalid_input', message }] });
}
