/**
 * Every no of the product. The domain knows kinds, not HTTP; `http/problems.ts` maps a kind to its status.
 * Messages are full sentences, safe to show, and name the remedy.
 */
export const refusals = {
  invalid_input: { kind: 'invalid', message: 'The request is not valid. Correct the fields named and send it again.' },
  invalid_cursor: { kind: 'invalid', message: 'The cursor is not one of ours. Start again without a cursor.' },

  not_onboarded: {
    kind: 'forbidden',
    message: 'Nobody has consented to Lapse yet. Ask an administrator to consent first.',
  },
  not_entitled_to_consent: {
    kind: 'forbidden',
    message: 'Only the first administrator named at deployment, or a global administrator, may consent.',
  },
  unknown_principal: {
    kind: 'forbidden',
    message: 'Your account is not known to Lapse. Ask an administrator to add you.',
  },
  principal_disabled: { kind: 'forbidden', message: 'This account is disabled. Ask an administrator to enable it.' },
  not_allowed: { kind: 'forbidden', message: 'You may not do this. Ask an administrator for the role it takes.' },
  not_through_edge: { kind: 'forbidden', message: 'This way around the firewall is closed. Call the public address.' },
  not_a_person: { kind: 'forbidden', message: 'Only people may do this, not workloads or groups.' },
  not_a_workload: { kind: 'forbidden', message: 'Only workloads known to Lapse may ask for evaluations.' },
  not_eligible: {
    kind: 'forbidden',
    message: 'You are not eligible for this role here and at that time. Ask an administrator.',
  },
  self_approval: { kind: 'forbidden', message: 'Nobody decides on their own activation. Another approver has to.' },
  self_review: { kind: 'forbidden', message: 'Nobody signs off their own use. Another administrator has to.' },
  break_glass_not_allowed: {
    kind: 'forbidden',
    message: 'You are not listed for break-glass on this role. Activate it the ordinary way.',
  },
  not_an_approver: { kind: 'forbidden', message: 'You are not an approver of this activation.' },
  invitation_not_valid: {
    kind: 'forbidden',
    message: 'This invitation is not valid, or not any more. Ask an administrator for a new one.',
  },
  foreign_origin: { kind: 'forbidden', message: 'This request came from a page of another site and was refused.' },

  activation_not_found: { kind: 'missing', message: 'There is no such activation, or you may not see it.' },
  role_not_found: { kind: 'missing', message: 'There is no such role.' },
  resource_not_found: { kind: 'missing', message: 'There is no such resource.' },
  principal_not_found: { kind: 'missing', message: 'There is no such principal.' },
  assignment_not_found: { kind: 'missing', message: 'There is no such assignment, or you may not see it.' },
  extension_not_found: { kind: 'missing', message: 'There is no such extension request, or you may not see it.' },

  already_open: { kind: 'conflict', message: 'You already have an open activation of this role here.' },
  not_pending: { kind: 'conflict', message: 'This activation no longer waits for a decision.' },
  not_active: { kind: 'conflict', message: 'This activation is not active.' },
  not_cancellable: {
    kind: 'conflict',
    message: 'This activation can no longer be cancelled. Deactivate it when it is active.',
  },
  not_approved: { kind: 'conflict', message: 'This activation is not approved.' },
  extension_pending: {
    kind: 'conflict',
    message: 'More time for this activation already waits for a decision. Wait for that one.',
  },
  not_break_glass: { kind: 'conflict', message: 'This activation was no break-glass use; there is nothing to review.' },
  already_reviewed: { kind: 'conflict', message: 'This break-glass use has already been signed off.' },
  not_reviewable: {
    kind: 'conflict',
    message: 'This access is just being given or taken away. Review it in a moment.',
  },
  already_voted: { kind: 'conflict', message: 'You have already decided on this activation.' },
  deadline_passed: { kind: 'conflict', message: 'The time to decide on this activation is over.' },
  idempotency_key_reused: {
    kind: 'conflict',
    message: 'This Idempotency-Key was used with another body. Use a new key.',
  },
  role_exists: { kind: 'conflict', message: 'There is a role with this id. Choose another id, or change that role.' },
  resource_exists: { kind: 'conflict', message: 'There is a resource with this id. Choose another id.' },
  resource_has_children: {
    kind: 'conflict',
    message: 'This resource has others below it. Move those first, or make a new one and move them there.',
  },
  last_administrator: {
    kind: 'conflict',
    message: 'Somebody has to stay a permanently active Privileged Role Administrator. Assign another one first.',
  },
  principal_exists: { kind: 'conflict', message: 'This id is taken. Choose another one, or leave it out.' },
  identity_taken: {
    kind: 'conflict',
    message: 'This issuer and subject belong to another principal already. One sign-in is one principal.',
  },
  already_bound: { kind: 'conflict', message: 'They sign in already. Nobody is invited twice.' },
  invitee_disabled: { kind: 'conflict', message: 'This account is disabled. Enable it first, then invite again.' },
  assignment_overlaps: {
    kind: 'conflict',
    message: 'There is such an assignment for this time already. Extend or remove that one, or choose other dates.',
  },
  assignment_ended: { kind: 'conflict', message: 'This assignment has ended. Renew it, or assign the role anew.' },
  already_eligible: { kind: 'conflict', message: 'This assignment is an eligibility already.' },
  already_active: { kind: 'conflict', message: 'This assignment is active already.' },
  assignment_extension_pending: {
    kind: 'conflict',
    message: 'An extension of this assignment waits for a decision already. Wait for it.',
  },
  extension_decided: { kind: 'conflict', message: 'This extension request no longer waits for a decision.' },
  version_outdated: {
    kind: 'stale',
    message: 'This is not the newest version any more. Read it again and repeat your change.',
  },
  changed_meanwhile: {
    kind: 'conflict',
    message: 'This changed while you were working on it. Look at it again and repeat.',
  },

  token_expired: { kind: 'unauthenticated', message: 'Your access token has expired. Sign in again.' },
  scope_missing: {
    kind: 'forbidden',
    message: 'Your access token does not have the scope this takes. Ask the identity provider for one that has.',
  },
  mfa_required: { kind: 'unauthenticated', message: 'Sign in with a second factor, recently enough, and try again.' },
  link_not_valid: { kind: 'forbidden', message: 'This link is not valid. Sign in and decide in the inbox instead.' },
  link_used: { kind: 'conflict', message: 'This link has already been used.' },
  link_replaced: { kind: 'conflict', message: 'A newer mail has replaced this link. Use the newest one.' },
  link_expired: { kind: 'conflict', message: 'This link has expired. Ask for a fresh one.' },
  link_still_valid: { kind: 'conflict', message: 'This link still works. Use it, or the newest one you have.' },
  link_locked: {
    kind: 'conflict',
    message: 'Too many wrong codes: this link is locked. Sign in and decide in the inbox instead.',
  },
  link_closed: { kind: 'conflict', message: 'This activation is already decided or closed.' },
  link_not_enough: {
    kind: 'forbidden',
    message: 'This decision takes a signed-in approver: only one vote may come by link.',
  },
  link_renewed_too_often: {
    kind: 'conflict',
    message: 'This link was renewed three times already. Sign in and decide instead.',
  },
  wrong_match_code: { kind: 'forbidden', message: 'The code does not match the one in your mail.' },

  duration_too_long: { kind: 'rule', message: 'The duration is longer than allowed.' },
  duration_too_short: { kind: 'rule', message: 'The duration is shorter than allowed.' },
  start_too_late: { kind: 'rule', message: 'The start time is too far ahead.' },
  start_in_past: { kind: 'rule', message: 'The start time is in the past. Leave it out to start now.' },
  break_glass_starts_now: { kind: 'rule', message: 'Break-glass starts now. Leave the start time out.' },
  justification_required: { kind: 'rule', message: 'This role asks for a justification.' },
  ticket_required: { kind: 'rule', message: 'This role asks for a ticket number.' },
  ticket_system_not_allowed: { kind: 'rule', message: 'This ticket system is not allowed for the role.' },
  ticket_number_malformed: { kind: 'rule', message: 'The ticket number does not have the form the role asks for.' },
  no_approver: { kind: 'rule', message: 'Nobody could approve this. Ask an administrator to name approvers.' },
  end_in_past: { kind: 'rule', message: 'The end is in the past. Choose a later one.' },
  end_before_start: {
    kind: 'rule',
    message: 'The end is not after the start. Choose a later end or an earlier start.',
  },
  end_and_permanent: { kind: 'rule', message: 'An assignment has an end or is permanent. Leave one of them out.' },
  end_not_later: { kind: 'rule', message: 'An extension ends later than the assignment does. Choose a later end.' },
  assignment_too_long: { kind: 'rule', message: 'The assignment would last longer than the role allows, in days.' },
  permanent_not_allowed: { kind: 'rule', message: 'This role allows no permanent assignments. Choose an end.' },
  workload_not_eligible: {
    kind: 'rule',
    message: 'A workload cannot activate a role, so its scripts would break. Keep it active, with an end.',
  },
  holder_disabled: { kind: 'rule', message: 'This principal is disabled. Enable it first.' },
  standing_administrator_starts_now: {
    kind: 'rule',
    message: 'A permanent Privileged Role Administrator starts at once. Leave the start out, or choose an end.',
  },
  extension_too_early: { kind: 'rule', message: 'It is too early to extend this assignment. Ask from then on.' },
  extension_too_late: {
    kind: 'rule',
    message: 'It is too late to renew this assignment. Ask an administrator for a new one.',
  },
  assignment_permanent: { kind: 'rule', message: 'This assignment is permanent and needs no extension.' },
  role_disabled: { kind: 'rule', message: 'This role is disabled.' },
  role_is_built_in: {
    kind: 'rule',
    message: 'This role is built in: it cannot be disabled or renamed, and stays privileged.',
  },
  directory_is_fixed: { kind: 'rule', message: 'The directory itself cannot be changed. Change what is below it.' },
  resource_cycle: { kind: 'rule', message: 'A resource cannot stand below itself. Choose another parent.' },
  resource_too_deep: { kind: 'rule', message: 'The tree would be too deep here. Choose a parent further up.' },
  parent_is_account: { kind: 'rule', message: 'Nothing stands below an account. Choose an organizational unit.' },
  nobody_could_approve: {
    kind: 'rule',
    message: 'Nobody could ever approve this. Name approvers who are enabled people other than those who ask.',
  },
  quorum_above_approvers: {
    kind: 'rule',
    message: 'The quorum is larger than the number of people who could approve. Name more, or lower it.',
  },
  unknown_approver: {
    kind: 'rule',
    message: 'No enabled user, group or role of that kind has this id. Only those can be approvers, never workloads.',
  },
  unknown_break_glass_principal: {
    kind: 'rule',
    message: 'No enabled user or group has this id. Only those can be listed for break-glass, never workloads.',
  },
  link_mode_not_allowed: {
    kind: 'rule',
    message: 'Decisions on roles that change Lapse itself take a signed-in approver. Set the decision mode to signIn.',
  },
  ticket_pattern_not_safe: {
    kind: 'rule',
    message:
      'This pattern could take too long or is malformed. Use characters, classes, one level of alternatives and few repetitions like {1,8}.',
  },

  identity_incomplete: { kind: 'rule', message: 'Issuer and subject come together. Give both, or neither.' },
  identity_required: { kind: 'rule', message: 'A workload is known by issuer and subject only. Give both.' },
  identity_not_for_groups: { kind: 'rule', message: 'A group never signs in. Leave issuer and subject out.' },
  person_for_people_only: { kind: 'rule', message: 'Only users and guests are accounts of a person. Leave it out.' },
  members_for_groups_only: { kind: 'rule', message: 'Only groups have members. Leave them out.' },
  too_many_members: { kind: 'rule', message: 'These are too many members for one call. Use several calls.' },
  member_not_found: { kind: 'rule', message: 'There is no such principal. Add it first, or leave it out.' },
  member_named_twice: { kind: 'rule', message: 'Nobody is added and removed in one call. Name them in one list.' },
  group_not_a_member: { kind: 'rule', message: 'A group never belongs to a group. Name its members instead.' },
  member_not_a_person: { kind: 'rule', message: 'Only people belong to groups, not workloads. Leave it out.' },
  invitation_for_people_only: { kind: 'rule', message: 'Only users and guests are invited.' },
  email_required: { kind: 'rule', message: 'An invitation is mailed, and there is no address. Enter one first.' },

  method_not_allowed: { kind: 'wrong_method', message: 'This page can only be looked at: use GET or HEAD.' },
  content_type_unsupported: { kind: 'unsupported', message: 'Send JSON with the content type application/json.' },
  body_too_large: { kind: 'too_large', message: 'The body is larger than 64 KB.' },
  identity_provider_unreachable: {
    kind: 'outage',
    message: 'The identity provider cannot be reached. Try again in a minute.',
  },
  table_unreachable: {
    kind: 'outage',
    message: 'Lapse cannot reach its own records. Look whether anything changed, and try again in a minute.',
  },
  busy: { kind: 'outage', message: 'Too many changes at the same moment. Try again.' },
} as const satisfies Record<string, { kind: RefusalKind; message: string }>;

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

/** One rule that was broken, with the limit it broke where there is one. `rule` is an id of the product description or a field. */
export interface Violation {
  readonly rule: string;
  readonly code: RefusalCode;
  readonly message: string;
  readonly limit?: number | string | readonly string[];
}

interface RefusalContext {
  readonly violations?: readonly Violation[];
  /** The activation the refusal is about, for conflicts. */
  readonly activationId?: string;
  /** The assignment that is in the way, for conflicts. */
  readonly assignmentId?: string;
  /** How old the sign-in may be at most, for `mfa_required`. */
  readonly maxAgeSeconds?: number;
  /** The scopes one of which the access token must have, for `scope_missing`. */
  readonly scopes?: readonly string[];
  readonly detail?: string;
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

/** Names one broken rule with its standard message. */
export function violation(rule: string, code: RefusalCode, limit?: Violation['limit']): Violation {
  return { rule, code, message: refusals[code].message, ...(limit === undefined ? {} : { limit }) };
}

/**
 * Turns broken rules into one refusal that names them all; a missing second factor leads, because signing in comes first.
 *
 * @throws Refusal with the code of the leading violation, when there is any
 */
export function refuseIfBroken(violations: readonly Violation[], maxAgeSeconds?: number): void {
  const leading = violations.find((broken) => broken.code === 'mfa_required') ?? violations[0];
  if (!leading) return;
  throw new Refusal(leading.code, { violations, ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }) });
}
