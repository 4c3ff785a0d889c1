import type { Activation, ActiveActivation, Extension } from '#shared/domain/activation';
import {
  askExtension,
  type ExtensionRequest,
  evaluateExtension,
  extend,
  refuseUnlessExtendable,
} from '#shared/domain/extension';
import { earliest, minutesBetween, plusMinutes } from '#shared/domain/instant';
import { Refusal, type RefusalCode, refuseIfBroken } from '#shared/domain/refusal';
import { stepUpFor } from '#shared/domain/request-rules';
import type { RoleSettings } from '#shared/domain/role-settings';
import type { Ports } from '#shared/ports';
import { approverRules } from './approvers.ts';
import { actorOf, type Caller } from './caller.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { findStandingRight, type LostRight, type StandingRight } from './standing-right.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'now'>;

export interface ExtendActivation extends ExtensionRequest {
  readonly activationId: string;
}

/**
 * The holder asks for more time before it is over, by the rules of activating as they are now (ACT-7). Where nobody has
 * to approve, the new end counts at once; otherwise the activation goes on to its old end until somebody decides.
 *
 * @throws Refusal activation_not_found | not_active | extension_pending | not_eligible | role_disabled |
 *   principal_disabled | break_glass_not_allowed | busy, or all broken rules at once
 */
export function extendActivation(command: ExtendActivation, caller: Caller, needs: Needs): Promise<Activation> {
  return retryWhenStale(() => extendOnce(command, caller, needs));
}

async function extendOnce(command: ExtendActivation, caller: Caller, needs: Needs): Promise<Activation> {
  const found = await needs.activations.find(command.activationId);
  if (found?.requester.id !== caller.view.principal.id) throw new Refusal('activation_not_found');
  const activation = refuseUnlessExtendable(found, needs.now());
  const right = await findStandingRight(activation, needs);
  if ('reason' in right) throw new Refusal(refusalOf[right.reason]);

  const { settings, place, eligibilityEndsAt } = right;
  const rules = evaluateExtension(command, activation, settings, caller.session, eligibilityEndsAt, needs.now());
  const unapprovable = await approverRules(settings, activation.requester, place.resource, needs);
  refuseIfBroken([...rules, ...unapprovable], stepUpFor(settings));

  const asked = { additionalMinutes: command.additionalMinutes, ...reasonOf(command) };
  if (settings.approval.required) return askApprovers(activation, asked, right, caller, needs);
  return extendNow(activation, asked, right, caller, needs);
}

const refusalOf: Readonly<Record<LostRight['reason'], RefusalCode>> = {
  principal_disabled: 'principal_disabled',
  eligibility_gone: 'not_eligible',
  role_disabled: 'role_disabled',
  resource_archived: 'resource_archived',
  break_glass_not_allowed: 'break_glass_not_allowed',
};

type Asked = Pick<Extension, 'additionalMinutes' | 'justification'>;

function reasonOf({ justification }: ExtensionRequest): Pick<Asked, 'justification'> {
  const reason = justification?.trim();
  return reason ? { justification: reason } : {};
}

async function extendNow(
  activation: ActiveActivation,
  asked: Asked,
  right: StandingRight,
  caller: Caller,
  { activations, now }: Needs,
): Promise<Activation> {
  const next = extend(activation, asked.additionalMinutes, right, now());
  const details = { ...asked, endsAt: next.endsAt, ...caller.origin };
  const event = { type: 'activation.extended' as const, actor: actorOf(caller), details };
  await activations.replace(next, activation, event, { guards: right.guards });
  return next;
}

async function askApprovers(
  activation: ActiveActivation,
  asked: Asked,
  { settings, guards }: StandingRight,
  caller: Caller,
  { activations, now }: Needs,
): Promise<Activation> {
  const requestedAt = now();
  const approval = toApproval(settings, activation, requestedAt);
  const next = askExtension(activation, { ...asked, requestedAt, approval });
  const details = { ...asked, deadline: approval.deadline, ...caller.origin };
  const event = { type: 'activation.extension_requested' as const, actor: actorOf(caller), details };
  await activations.replace(next, activation, event, { guards });
  return next;
}

/** Who decides after the end decides on nothing: the window ends with the activation, and the reminders fit into it. */
function toApproval({ approval }: RoleSettings, { endsAt }: ActiveActivation, now: string): Extension['approval'] {
  const { quorum, windowMinutes, approvers } = approval;
  const deadline = earliest(plusMinutes(now, windowMinutes), endsAt);
  return { quorum, windowMinutes: minutesBetween(now, deadline), deadline, approvers, votes: [], reminders: 0 };
}
