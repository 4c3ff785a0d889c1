import type { Actor } from '#shared/domain/audit-event';
import type { EndingCause, RightEnding } from '#shared/domain/right-ending';
import type { Ports } from '#shared/ports';
import { approverReach, roleReach } from './own-requests.ts';

type Needs = Pick<Ports, 'newId' | 'now'>;

/** What has to be worked off when settings of a role name other approvers (APR-9). */
export function approversNamed(roleId: string, actor: Actor, needs: Needs): RightEnding {
  return workOff({ reason: 'approvers_named', roleId }, actor, needs);
}

/** The cause of the same for a principal by whom others come to approve: they themselves, or who joins them. */
export async function approversJoin(id: string, needs: Pick<Ports, 'principals'>): Promise<EndingCause> {
  const { entries } = await approverReach(id, needs);
  return { reason: 'approvers_changed', entries: [...entries] };
}

/** The same for a role that somebody holds from now on. */
export function holdersJoin(roleId: string, actor: Actor, needs: Needs): RightEnding {
  const { entries } = roleReach({ roleId });
  return workOff({ reason: 'approvers_changed', entries: [...entries] }, actor, needs);
}

function workOff(cause: EndingCause, actor: Actor, { newId, now }: Needs): RightEnding {
  return { id: newId('ending'), cause, actor, at: now(), pages: 0 };
}
