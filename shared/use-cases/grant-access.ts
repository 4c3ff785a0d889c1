import {
  type Activation,
  type ApprovedActivation,
  isFinal,
  type ProvisioningActivation,
} from '#shared/domain/activation';
import { isInForce } from '#shared/domain/assignment';
import { workflow } from '#shared/domain/audit-event';
import { cancel } from '#shared/domain/ending';
import { activate, beginProvisioning } from '#shared/domain/granting';
import { plusMinutes } from '#shared/domain/instant';
import { covers } from '#shared/domain/resource';
import { isChangedByRequester } from '#shared/domain/settings-rules';
import { GRANT_TIMEOUT_SECONDS } from '#shared/limits';
import type { Alongside, Ports } from '#shared/ports';
import { assignmentGuards } from './caller.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { settingsGuards } from './settings-guards.ts';
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

/** Why nothing was granted, by the name the workflow tells apart: only these two are worth waiting for. */
export class NotGranted extends Error {
  override readonly name: 'GrantRefused' | 'EntitlementBeingWithdrawn' | 'SweeperSilent';
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

  await refuseWhileNobodySweeps(needs);
  const right = await judgeAgain(activation, command.heldSince, needs);
  const provisioning = await storeProvisioning(activation, command, right, needs);
  await give(provisioning, needs);
  const active = activate(provisioning, needs.now());
  await needs.activations.replace(active, provisioning, {
    type: 'activation.activated',
    actor: workflow,
    details: { endsAt: active.endsAt },
  });
}

async function refuseWhileNobodySweeps({ heartbeat, now }: Needs): Promise<void> {
  const last = await heartbeat.lastBeat();
  if (last === undefined || last < plusMinutes(now(), -OLDEST_HEARTBEAT_MINUTES))
    throw new NotGranted('SweeperSilent', 'The sweeper has been silent for too long.');
}

type Waiting = ApprovedActivation | ProvisioningActivation;

/** What the grant rests on at this moment: to be demanded by the transaction, and how long it lasts at most. */
interface Right {
  readonly guards: NonNullable<Alongside['guards']>;
  readonly eligibilityEndsAt: string | undefined;
}

/**
 * What was true at the request has to be true still: who asked, what they are eligible for, what the settings allow, and
 * that there is time left. Also on a second attempt: the first may have been minutes ago.
 */
async function judgeAgain(activation: Waiting, heldSince: string, needs: Needs): Promise<Right> {
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

async function judge(activation: Waiting, heldSince: string, needs: Needs): Promise<Right | { reason: string }> {
  const view = await needs.principals.view(activation.requester.id);
  if (!view?.principal.enabled) return { reason: 'principal_disabled' };
  const held = view.held.find(({ assignment }) => assignment.id === activation.eligibility.assignmentId);
  if (held?.assignment.type !== 'eligible' || !isInForce(held.assignment, needs.now()))
    return { reason: 'eligibility_gone' };
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  if (!place?.role.enabled) return { reason: 'role_disabled' };
  if (!covers(held.assignment.resourceId, place.resource)) return { reason: 'eligibility_gone' };
  if (isChangedByRequester(activation, place.settings)) return { reason: 'settings_changed_by_requester' };
  const { maximumDurationMinutes, approval } = place.settings.settings;
  if (activation.durationMinutes > maximumDurationMinutes) return { reason: 'duration_too_long' };
  if (approval.required && countYes(activation) < approval.quorum) return { reason: 'approval_missing' };
  if (plusMinutes(heldSince, activation.durationMinutes) <= needs.now()) return { reason: 'could_not_start' };
  const guards = [
    { kind: 'principal_enabled' as const, principalId: view.principal.id },
    ...assignmentGuards(view, held),
    { kind: 'role_enabled' as const, roleId: place.role.id },
    ...settingsGuards(place),
  ];
  return { guards, eligibilityEndsAt: held.assignment.endsAt };
}

function countYes({ approval }: Activation): number {
  return approval?.votes.filter((vote) => vote.decision === 'approve').length ?? 0;
}

async function storeProvisioning(
  activation: Waiting,
  { heldSince, taskToken }: GrantAccess,
  { guards, eligibilityEndsAt }: Right,
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
