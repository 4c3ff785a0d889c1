import type { Activation, Approval } from '#shared/domain/activation';
import type { Electorate } from '#shared/domain/counted-yeses';
import type { PersonKey } from '#shared/domain/person';
import { directory } from '#shared/domain/resource';
import type { Guard, Ports } from '#shared/ports';
import type { RolePlace } from '#shared/ports/roles';
import { approvalInForce, findApproverRight } from './approvers.ts';
import { findAccounts } from './find-accounts.ts';

type Needs = Pick<Ports, 'principals' | 'now'>;

/** Who voted, as they are at this moment, and what has to stay true for each of their yeses. */
export interface FoundElectorate extends Electorate {
  readonly guards: ReadonlyMap<string, readonly Guard[]>;
}

/**
 * Looks up what decides whose yes counts (APR-8): who is whose account, and who of those that said yes is still enabled and
 * an approver by the settings in force. Used by every vote and by the grant.
 *
 * @param besides other accounts to be told apart
 */
export async function findElectorate(
  { requester }: Pick<Activation, 'requester'>,
  asked: Approval,
  place: Pick<RolePlace, 'settings' | 'resource'> | undefined,
  needs: Needs,
  besides: readonly PersonKey[] = [],
): Promise<FoundElectorate> {
  const ids = asked.votes.filter(({ decision }) => decision === 'approve').map(({ by }) => by.id);
  const recorded = [requester, ...asked.votes.map(({ by }) => by)];
  const [accounts, ...views] = await Promise.all([
    findAccounts({ recorded, current: besides }, needs),
    ...[...new Set(ids)].map((id) => needs.principals.view(id)),
  ]);
  const { approvers } = approvalInForce(asked, place?.settings);
  const now = needs.now();
  const guards = new Map<string, readonly Guard[]>();
  for (const view of views) {
    const right = view && findApproverRight(view, approvers, place?.resource ?? directory, now);
    if (right) guards.set(view.principal.id, right);
  }
  return { accounts, able: [...guards.keys()], guards };
}
