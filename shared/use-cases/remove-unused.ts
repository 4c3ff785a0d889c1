import type { Actor, EventType } from '#shared/domain/audit-event';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import type { EventDraft, Ports } from '#shared/ports';
import type { Removable } from '#shared/ports/removals';
import { type Expectation, whateverThereIs } from './expectation.ts';
import { showRole } from './keep-roles.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { showResource } from './shape-tree.ts';

type Needs = Pick<Ports, 'roles' | 'principals' | 'removals'>;

/**
 * Removes a role, resource or principal that no assignment, activation, settings, membership, child or decision ever named:
 * written down by mistake, it leaves nothing behind but the events of its chain, of which this is the last, and its id,
 * which is never given again. Whoever names it at the same moment either comes first, and it stays, or finds it gone.
 *
 * @throws Refusal role_not_found | resource_not_found | principal_not_found | version_outdated | role_is_built_in |
 *   directory_is_fixed | in_use, saying what named it first
 */
export function removeUnused(
  noun: Removable['noun'],
  id: string,
  actor: Actor,
  needs: Needs,
  expectation: Expectation = whateverThereIs,
): Promise<void> {
  return retryWhenStale(async () => {
    const what = await find(noun, id, needs);
    expectation(what.record);
    refuseFixed(what);
    const use = await needs.removals.findUse(noun, id);
    if (use) throw new Refusal('in_use', { violations: [violation('id', 'in_use', use)] });
    await needs.removals.remove(what, eventOf(what, actor));
  });
}

async function find(noun: Removable['noun'], id: string, needs: Needs): Promise<Removable> {
  if (noun === 'role') return { noun, record: await showRole(id, needs) };
  if (noun === 'resource') return { noun, record: await showResource(id, needs) };
  const record = await needs.principals.find(id);
  if (!record) throw new Refusal('principal_not_found');
  return { noun, record };
}

function refuseFixed({ noun, record }: Removable): void {
  if (noun === 'role' && record.builtIn) refuseIfBroken([violation('id', 'role_is_built_in')]);
  if (noun === 'resource' && record.kind === 'directory') refuseIfBroken([violation('id', 'directory_is_fixed')]);
}

/** What it was, as it was: afterwards only the event tells. */
function eventOf({ noun, record }: Removable, actor: Actor): EventDraft {
  const types = { role: 'role.removed', resource: 'resource.removed', principal: 'principal.removed' } as const;
  const type: EventType = types[noun];
  const { revision: _place, ...details } = record;
  return { type, actor, details };
}
