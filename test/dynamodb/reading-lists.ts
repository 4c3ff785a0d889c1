import type { Activation, PendingActivation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import type { Page, PageRequest } from '#shared/ports';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { pending, requested } from './an-activation.ts';

/** Activations a minute apart, act_00 the oldest, each of a role of its own because of the lock. */
export function minuteApart(count: number, changes: Partial<PendingActivation> = {}): PendingActivation[] {
  return Array.from({ length: count }, (_, at) => {
    const number = String(at).padStart(2, '0');
    return pending({ id: `act_${number}`, roleId: `role_${number}`, requestedAt: plusMinutes(NOON, at), ...changes });
  });
}

export async function worldWith(open: OpenWorld, activations: readonly Activation[]): Promise<World> {
  const world = await open();
  for (const activation of activations) await world.activations.add(activation, requested, { guards: [] });
  return world;
}

interface Named {
  readonly id: string;
}

export const idsOf = (page: Page<Named>) => page.items.map(({ id }) => id);

const MOST_PAGES = 50;

/** Reads a list to its end; answers the ids of each page. */
export async function allPages(list: (page: PageRequest) => Promise<Page<Named>>, limit: number) {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, cursor });
    pages.push(idsOf(page));
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length < MOST_PAGES);
  return pages;
}
