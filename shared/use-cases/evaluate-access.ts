import { DIRECTORY, isId } from '#shared/domain/id';
import type { Principal } from '#shared/domain/principal';
import { readSignInIdentity } from '#shared/domain/sign-in-identity';
import { type Ports, Stale } from '#shared/ports';
import { findHeldRole } from './caller.ts';
import { recordUse } from './record-use.ts';

export type EvaluationNeeds = Pick<Ports, 'principals' | 'roles' | 'onboardings' | 'roleUses' | 'now'> & {
  /** Hears of a use that could not be noted; without it nobody does. */
  readonly useNotRecorded?: (error: unknown) => void;
};

export interface Question {
  /** Principal id, or `issuer|subject` of the identity provider, divided at the first bar. */
  readonly subject: { readonly type: string; readonly id: string };
  readonly action: { readonly name: string };
  readonly resource: {
    readonly type: string;
    readonly id: string;
    readonly properties?: { readonly resourceId?: string };
  };
}

/** The answer to a protected application, and the rule behind it (ACT-9). */
export interface Verdict {
  readonly decision: boolean;
  readonly context: { readonly reason: Reason; readonly validUntil?: string };
}
export type Reason =
  | 'active'
  | 'not_onboarded'
  | 'not_active'
  | 'unknown_subject'
  | 'unknown_role'
  | 'unknown_resource'
  | 'unknown_action'
  | 'incomplete_question'
  | 'subject_disabled'
  | 'role_disabled'
  | 'resource_archived';

const no = (reason: Reason): Verdict => ({ decision: false, context: { reason } });

/**
 * Does this subject hold this role here, now? Yes only for an activation whose end lies in the future, or an active
 * assignment inside its dates, with principal and role enabled; read strongly consistent, against the time of the call.
 */
export async function evaluateAccess(question: Question, needs: EvaluationNeeds): Promise<Verdict> {
  const { subject, action, resource } = question;
  if (!(await needs.onboardings.find())) return no('not_onboarded');
  if (resource.type !== 'role') return no('unknown_role');
  if (action.name !== 'use') return no('unknown_action');
  const [view, role, place] = await Promise.all([
    findSubject(subject, needs),
    ifId(resource.id, needs.roles.find),
    ifId(resource.properties?.resourceId ?? DIRECTORY, needs.roles.findResource),
  ]);
  if (!view) return no('unknown_subject');
  if (!role) return no('unknown_role');
  if (!place) return no('unknown_resource');
  if (!view.principal.enabled) return no('subject_disabled');
  if (!role.enabled) return no('role_disabled');
  if (place.archived) return no('resource_archived');
  const held = findHeldRole(view, role.id, place, needs.now());
  if (!held) return no('not_active');
  // A note that fails, or that somebody else made at the same moment, never changes the answer.
  await recordUse(view, role.id, needs).catch((error) => error instanceof Stale || needs.useNotRecorded?.(error));
  return {
    decision: true,
    context: { reason: 'active', ...(held.validUntil === undefined ? {} : { validUntil: held.validUntil }) },
  };
}

/** People are asked about as users, machines as workloads; a group holds nothing by itself, so it is nobody here. */
const kinds: Readonly<Record<string, readonly Principal['kind'][]>> = {
  user: ['user', 'guest'],
  workload: ['workload'],
};

async function findSubject({ type, id }: Question['subject'], { principals }: EvaluationNeeds) {
  const wanted = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!wanted) return undefined;
  const identity = readSignInIdentity(id);
  const principalId = identity ? await principals.findIdByIdentity(identity.issuer, identity.subject) : id;
  const view = await ifId(principalId ?? '', principals.view);
  return view && wanted.includes(view.principal.kind) ? view : undefined;
}

/** What is no id names nothing, and is never looked for. */
async function ifId<T>(text: string, find: (id: string) => Promise<T | undefined>): Promise<T | undefined> {
  return isId(text) ? find(text) : undefined;
}
