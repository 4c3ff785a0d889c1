import { type ApprovedActivation, isFinal, type ProvisioningActivation } from '#shared/domain/activation';
import { workflow } from '#shared/domain/audit-event';
import { awaitsAnnouncement } from '#shared/domain/break-glass';
import { cancel } from '#shared/domain/ending';
import { heldBy } from '#shared/domain/event-details';
import { activate, beginProvisioning } from '#shared/domain/granting';
import { plusMinutes } from '#shared/domain/instant';
import { GRANT_TIMEOUT_SECONDS } from '#shared/limits';
import type { Ports } from '#shared/ports';
import { judgeApprovals } from './judge-approvals.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { findStandingRight, type StandingRight } from './standing-right.ts';
import { accessOf, startRevoking } from './withdraw-access.ts';

type Needs = Pick<
  Ports,
  'activations' | 'entitlements' | 'principals' | 'roles' | 'accessProvider' | 'taskTokens' | 'heartbeat' | 'now'
>;

export interface GrantAccess {
  readonly activationId: string;
  readonly generation: number;
  readonly taskToken: string;
  /** When the workflow entered its hold, ISO 8601 UTC. */
  readonly heldSince: string;
}

const PROVIDER_DEADLINE_SECONDS = 30;
const ATTEMPT_MINUTES = (GRANT_TIMEOUT_SECONDS + PROVIDER_DEADLINE_SECONDS) / 60;
/** No new access while nobody could take it away again. */
const OLDEST_HEARTBEAT_MINUTES = 10;

/** Why nothing was granted, by the name the workflow tells apart: all but a refusal are worth waiting for. */
export class NotGranted extends Error {
  override readonly name: 'GrantRefused' | 'EntitlementBeingWithdrawn' | 'SweeperSilent' | 'NotAnnouncedYet';
  constructor(name: NotGranted['name'], message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Gives the access of an approved activation: writes down that it may exist, asks the provider, reads back, and only
 * then calls it active. Returning means that the workflow holds; whatever is not a grant throws.
 *
 * @throws NotGranted and whatever the provider throws: the workflow then leads to revoking
 */
export function grantAccess(command: GrantAccess, needs: Needs): Promise<void> {
  return retryWhenStale(() => grantOnce(command, needs));
}

async function grantOnce(command: GrantAccess, needs: Needs): Promise<void> {
  const activation = await needs.activations.find(command.activationId);
  if (!activation || isFinal(activation)) throw new NotGranted('GrantRefused', 'The activation is closed.');
  if (command.generation !== activation.generation)
    throw new NotGranted('GrantRefused', 'A newer execution has taken over.');
  if (activation.status === 'active') return needs.taskTokens.keepHoldToken(activation, command.taskToken);
  if (activation.status !== 'approved' && activation.status !== 'provisioning')
    throw new NotGranted('GrantRefused', `The activation is ${activation.status}.`);

  await refuseTooEarly(activation, needs);
  const right = await judgeAgain(activation, command.heldSince, needs);
  const provisioning = await storeProvisioning(activation, command, right, needs);
  await give(provisioning, needs);
  const active = activate(provisioning, needs.now());
  await needs.activations.replace(active, provisioning, {
    type: 'activation.activated',
    actor: workflow,
    details: { endsAt: active.endsAt, ...heldBy(active) },
  });
}

/** An emergency waits until people were told, and for nothing else: not even for a sweeper that is down (SET-9). */
async function refuseTooEarly(activation: Waiting, needs: Needs): Promise<void> {
  if (!activation.breakGlass) return refuseWhileNobodySweeps(needs);
  if (awaitsAnnouncement(activation, needs.now()))
    throw new NotGranted('NotAnnouncedYet', 'The mails about this break-glass use are not handed over yet.');
}

async function refuseWhileNobodySweeps({ heartbeat, now }: Needs): Promise<void> {
  const last = await heartbeat.lastBeat();
  if (last === undefined || last < plusMinutes(now(), -OLDEST_HEARTBEAT_MINUTES))
    throw new NotGranted('SweeperSilent', 'The sweeper has been silent for too long.');
}

type Waiting = ApprovedActivation | ProvisioningActivation;

/**
 * What was true at the request has to be true still: who asked, what they are eligible for, what the settings allow, and
 * that there is time left. Also on a second attempt: the first may have been minutes ago.
 */
async function judgeAgain(activation: Waiting, heldSince: string, needs: Needs): Promise<StandingRight> {
  const judged = await judge(activation, heldSince, needs);
  if (!('reason' in judged)) return judged;

  const { reason } = judged;
  if (activation.status === 'provisioning')
    await startRevoking(activation, { outcome: 'failed', reason }, workflow, needs);
  else
    await needs.activations.replace(cancel(activation, needs.now(), reason), activation, {
      type: 'activation.cancelled',
      actor: workflow,
      details: { reason },
    });
  throw new NotGranted('GrantRefused', reason);
}

async function judge(
  activation: Waiting,
  heldSince: string,
  needs: Needs,
): Promise<StandingRight | { reason: string }> {
  const right = await findStandingRight(activation, needs);
  if ('reason' in right) return right;
  const counted = await judgeApprovals(activation, right, needs);
  if ('reason' in counted) return counted;
  if (activation.durationMinutes > right.settings.maximumDurationMinutes) return { reason: 'duration_too_long' };
  if (plusMinutes(heldSince, activation.durationMinutes) <= needs.now()) return { reason: 'could_not_start' };
  return { ...right, guards: [...right.guards, ...counted.guards] };
}

async function storeProvisioning(
  activation: Waiting,
  { heldSince, taskToken }: GrantAccess,
  { guards, eligibilityEndsAt }: StandingRight,
  { activations, entitlements, now }: Needs,
): Promise<ProvisioningActivation> {
  const expecting = await entitlements.find(activation.entitlement);
  if (expecting.withdrawingUntil !== undefined && expecting.withdrawingUntil > now())
    throw new NotGranted('EntitlementBeingWithdrawn', 'The same access is being withdrawn; waiting for that.');
  const { withdrawingUntil: _over, ...rest } = expecting;
  const next = { ...rest, holders: [...new Set([...expecting.holders, activation.id])].sort() };
  const provisioning = beginProvisioning(
    activation,
    { heldSince, eligibilityEndsAt, attemptUntil: plusMinutes(now(), ATTEMPT_MINUTES) },
    now(),
  );
  await activations.replace(
    provisioning,
    activation,
    { type: 'activation.provisioning', actor: workflow, details: { endsAt: provisioning.endsAt } },
    { guards, holdToken: taskToken, entitlement: { expecting, next } },
  );
  return provisioning;
}

/** Asks the provider only while the attempt lasts: after it, others may already be withdrawing. */
async function give(activation: ProvisioningActivation, { accessProvider, now }: Needs): Promise<void> {
  const access = accessOf(activation);
  if (now() >= activation.grantAttemptUntil) throw new Error('The attempt to grant took too long to begin.');
  await accessProvider.grant(access);
  if (!(await accessProvider.isGranted(access)))
    throw new Error('The provider does not show the access it was asked to give.');
}
