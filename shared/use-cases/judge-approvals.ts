import type { ApprovedActivation, ProvisioningActivation } from '#shared/domain/activation';
import { countedYeses, yesesNeeded } from '#shared/domain/counted-yeses';
import { isSamePersonByNow } from '#shared/domain/person';
import { changedSince } from '#shared/domain/settings-rules';
import type { Guard, Ports } from '#shared/ports';
import { approvalInForce } from './approvers.ts';
import { findElectorate } from './electorate.ts';
import { findAccounts } from './find-accounts.ts';
import type { StandingRight } from './standing-right.ts';

type Needs = Pick<Ports, 'principals' | 'now'>;
type Waiting = ApprovedActivation | ProvisioningActivation;

/** What the approval of an activation is worth at the grant: what has to stay true for it, or why it is not enough. */
export type JudgedApprovals =
  | { readonly guards: readonly Guard[] }
  | { readonly reason: 'changed_by_requester' | 'approval_missing' | 'approvals_do_not_count' };

/** Counts the yeses again before anything is given: by those who may decide now, under the settings in force now (APR-8). */
export async function judgeApprovals(
  activation: Waiting,
  { place, settings }: Pick<StandingRight, 'place' | 'settings'>,
  needs: Needs,
): Promise<JudgedApprovals> {
  if (await isChangedByRequester(activation, place, needs)) return { reason: 'changed_by_requester' };
  const { approval } = activation;
  if (!approval) return settings.approval.required ? { reason: 'approval_missing' } : { guards: [] };

  const needed = yesesNeeded(approval, approvalInForce(approval, place.settings));
  if (approval.votes.filter(({ decision }) => decision === 'approve').length < needed)
    return { reason: 'approval_missing' };
  const electorate = await findElectorate(activation, approval, place, needs);
  const counted = countedYeses(approval, activation, electorate);
  if (counted.length < needed) return { reason: 'approvals_do_not_count' };
  return { guards: counted.flatMap(({ by }) => electorate.guards.get(by.id) ?? []) };
}

/** Their request was to be cancelled with the change; whatever slipped through is not granted (T-59). */
async function isChangedByRequester(activation: Waiting, { settings }: StandingRight['place'], needs: Needs) {
  const changedBy = changedSince(activation, settings);
  if (!changedBy) return false;
  const accounts = await findAccounts({ recorded: [activation.requester, changedBy] }, needs);
  return isSamePersonByNow(activation.requester, changedBy, accounts);
}
