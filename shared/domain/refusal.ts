import { activationRefusals } from './refusals/activation.ts';
import { assignmentRefusals } from './refusals/assignment.ts';
import { callerRefusals } from './refusals/caller.ts';
import { decisionRefusals } from './refusals/decision.ts';
import { importRefusals } from './refusals/import.ts';
import { principalRefusals } from './refusals/principal.ts';
import { requestRefusals } from './refusals/request.ts';
import { roleRefusals } from './refusals/role.ts';

/**
 * Every no of the product. The domain knows kinds, not HTTP; `http/problems.ts` maps a kind to its status.
 * Messages are full sentences, safe to show, and name the remedy. One table, made of a file for each area.
 */
export const refusals = {
  ...requestRefusals,
  ...callerRefusals,
  ...activationRefusals,
  ...decisionRefusals,
  ...assignmentRefusals,
  ...roleRefusals,
  ...principalRefusals,
  ...importRefusals,
} as const satisfies RefusalTable;

/** A part of the table of refusals: code, kind, message; what the limit counts of those whose limit is a number. */
export type RefusalTable = Readonly<Record<string, Row>>;
interface Row {
  readonly kind: RefusalKind;
  readonly message: string;
  readonly unit?: LimitUnit;
}

export type RefusalKind =
  | 'invalid'
  | 'rule'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'stale'
  | 'wrong_method'
  | 'unsupported'
  | 'too_large'
  | 'outage';

export type RefusalCode = keyof typeof refusals;

/** One rule that was broken, with the limit it broke where there is one. `rule` is the field it is about. */
export interface Violation {
  readonly rule: string;
  readonly code: RefusalCode;
  readonly message: string;
  readonly limit?: number | string | readonly string[];
  /** What a limit that is a number counts. */
  readonly unit?: LimitUnit;
  /** With `mfa_required` in a dry run: what the real call would ask for. */
  readonly challenge?: Challenge;
}

/** A step-up challenge, by the names of RFC 9470. */
export interface Challenge {
  readonly error: 'insufficient_user_authentication';
  readonly acr_values: string;
  readonly max_age?: number;
}

/** What a limit counts. */
export const limitUnits = ['minutes', 'days', 'people', 'characters', 'items'] as const;
export type LimitUnit = (typeof limitUnits)[number];

/** Of a step-up, what differs from role to role. */
export interface StepUp {
  /** How old the sign-in may be at most. */
  readonly maxAgeSeconds?: number;
  /** Authentication contexts one of which it has to be of; absent: those of the deployment. */
  readonly acrValues?: readonly string[];
}

interface RefusalContext extends StepUp {
  readonly violations?: readonly Violation[];
  /** The activation the refusal is about, for conflicts. */
  readonly activationId?: string;
  /** The assignment that is in the way, for conflicts. */
  readonly assignmentId?: string;
  /** The scopes one of which the access token must have, for `scope_missing`. */
  readonly scopes?: readonly string[];
  readonly detail?: string;
  /** Why exactly, for the record; never shown. */
  readonly reason?: string;
  /** What went wrong underneath, for the log; never shown. */
  readonly cause?: unknown;
}

/** An expected no: thrown by rules and use cases, shown to the caller as it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly context: RefusalContext;

  constructor(code: RefusalCode, context: RefusalContext = {}) {
    super(context.detail ?? refusals[code].message, 'cause' in context ? { cause: context.cause } : {});
    this.code = code;
    this.context = context;
  }

  get kind(): RefusalKind {
    return refusals[this.code].kind;
  }
}

/** Whether the rules say no to what was asked, as things are: what a dry run tells instead of failing. */
export function isOfRules({ kind, code }: Refusal): boolean {
  return kind === 'rule' || kind === 'conflict' || code === 'mfa_required';
}

/** Of a code that has a unit the limit is a number, of all others never: nobody guesses what a number counts. */
type LimitOf<C extends RefusalCode> = (typeof refusals)[C] extends { readonly unit: LimitUnit }
  ? number
  : string | readonly string[];

/** Names one broken rule, by the field it is about, with its standard message, and the limit with its unit. */
export function violation<C extends RefusalCode>(rule: string, code: C, limit?: LimitOf<C>): Violation {
  const { message, unit }: Row = refusals[code];
  if (limit === undefined) return { rule, code, message };
  return { rule, code, message, limit, ...(unit === undefined ? {} : { unit }) };
}

/**
 * Turns broken rules into one refusal that names them all; a missing second factor leads, because signing in comes first.
 *
 * @throws Refusal with the code of the leading violation, when there is any
 */
export function refuseIfBroken(violations: readonly Violation[], stepUp: StepUp = {}): void {
  const leading = violations.find((broken) => broken.code === 'mfa_required') ?? violations[0];
  if (!leading) return;
  throw new Refusal(leading.code, { violations, ...stepUp });
}
