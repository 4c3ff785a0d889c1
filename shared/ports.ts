import type { Activation, Status } from '#shared/domain/activation';
import type { Assignment, HeldAssignment } from '#shared/domain/assignment';
import type { Actor, AuditEvent, EventType } from '#shared/domain/audit-event';
import type { DecisionLink } from '#shared/domain/decision-link';
import type { IdKind } from '#shared/domain/id';
import type { Membership, Principal } from '#shared/domain/principal';
import type { Resource } from '#shared/domain/resource';
import type { Role, RoleProvider } from '#shared/domain/role';
import type { ApproverEntry, SettingsVersion } from '#shared/domain/role-settings';
import type { Assignments, Extensions, RoleUse, RoleUses } from './ports/assignments.ts';
import type { AuditTrail } from './ports/audit-trail.ts';
import type { Census } from './ports/census.ts';
import type { DirectorySignUp } from './ports/directory-sign-up.ts';
import type { Endings } from './ports/endings.ts';
import type { Invitations } from './ports/invitations.ts';
import type { MailClaims } from './ports/mail-claims.ts';
import type { MemberLists } from './ports/member-lists.ts';
import type { PrincipalRecords } from './ports/principal-records.ts';
import type { ResourceTree } from './ports/resource-tree.ts';
import type { RoleRecords } from './ports/role-records.ts';
import type { SettingsRecords } from './ports/settings-records.ts';

/*
 * The outside world as the use cases see it. All reads are strongly consistent unless a listing says otherwise.
 * All writes are conditional on the revision that was read and carry their audit event in the same transaction.
 */

/** Thrown by a conditional write when somebody else was faster: read, judge and try again. */
export class Stale extends Error {
  override readonly name = 'Stale';
}

/** The event a write puts on record; id, time and place in the chain are the store's. */
export interface EventDraft {
  readonly type: EventType;
  readonly actor: Actor;
  readonly details: Record<string, unknown>;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What must still be so at the moment of a write, besides the activation itself. */
export type Guard =
  | { readonly kind: 'principal_enabled'; readonly principalId: string }
  | {
      readonly kind: 'assignment';
      readonly principalId: string;
      readonly assignmentId: string;
      readonly revision: number;
    }
  | { readonly kind: 'membership'; readonly principalId: string; readonly groupId: string }
  | { readonly kind: 'role_enabled'; readonly roleId: string }
  /** The settings of a role at exactly this node are of this version; 0: there are none. */
  | { readonly kind: 'settings'; readonly roleId: string; readonly resourceId: string; readonly version: number }
  | {
      readonly kind: 'held_activation';
      readonly principalId: string;
      readonly roleId: string;
      readonly resourceId: string;
      readonly activationId: string;
    };

/** A first answer kept for a day, so that a retry with the same key gets it again. */
export interface IdempotencyRecord {
  readonly principalId: string;
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the body, hex. */
  readonly bodyHash: string;
  readonly status: number;
  readonly body: unknown;
}

/** What goes into the same transaction as a change of an activation. */
export interface Alongside {
  readonly guards?: readonly Guard[];
  /** The link a vote came by: spent in the same transaction, refused when it is not open. */
  readonly spends?: DecisionLink;
  readonly holdToken?: string;
  /** The change of the access's holders that goes with granting or withdrawing. */
  readonly entitlement?: { readonly expecting: Entitlement; readonly next: Entitlement };
}

export interface Activations {
  find(id: string): Promise<Activation | undefined>;
  /** @throws Stale when a guard no longer holds; Refusal already_open with the other's id */
  add(
    activation: Activation,
    event: EventDraft,
    alongside: { guards: readonly Guard[]; idempotency?: IdempotencyRecord },
  ): Promise<void>;
  /**
   * The one function that writes states: takes lock, inbox pointers and index keys along, and removes them with every
   * final status. What is written about a final activation later leaves the lock alone.
   *
   * @throws Stale when the activation is not the one expected or a guard no longer holds
   */
  replace(next: Activation, expecting: Activation, event: EventDraft, alongside?: Alongside): Promise<void>;
  /** Newest first; eventually consistent. */
  listForRequester(principalId: string, page: PageRequest): Promise<Page<Activation>>;
  /** What waits for a decision of these approver entries, requests and extensions, nearest deadline first, each once. */
  listPendingFor(entries: readonly Pick<ApproverEntry, 'kind' | 'id'>[], page: PageRequest): Promise<Page<Activation>>;
  /** One record per activation, newest first; eventually consistent. */
  report(filter: ReportFilter, page: PageRequest): Promise<Page<Activation>>;
  /** Events of one activation, oldest first. */
  listEvents(id: string): Promise<AuditEvent[]>;
}

/** Something the sweeper has to look at; `holderId`: whose partition an assignment stands in. */
export type Due = {
  /** Since when, ISO 8601 UTC, however often it was put off. */
  readonly dueAt: string;
  readonly putOff?: PutOff;
} & (
  | { readonly kind: 'activation' | 'ending'; readonly id: string }
  | { readonly kind: 'assignment'; readonly id: string; readonly holderId: string }
);

/** That settling failed, how often in a row, and when it is tried again, ISO 8601 UTC. */
export interface PutOff {
  readonly failures: number;
  readonly until: string;
}

export interface Dues {
  /**
   * What is due by the instant and since when, oldest first, and behind it what was put off, whenever it is tried again,
   * next try first; at most `limit` of each a shard; eventually consistent.
   */
  list(by: string, limit: number): Promise<Due[]>;
  /**
   * Takes out of the way what could not be settled. Neither a change of its state nor of its revision: whatever is
   * written of it next makes it due as ever.
   *
   * @throws Stale when it is no longer due as it was read
   */
  putOff(due: Due, putOff: PutOff): Promise<void>;
}

export interface ReportFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly roleId?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly requesterId?: string | undefined;
  readonly approverId?: string | undefined;
  readonly ticket?: string | undefined;
  readonly ticketSystem?: string | undefined;
  readonly status?: string | undefined;
  readonly outcome?: string | undefined;
  readonly review?: string | undefined;
  /** Somebody decided by a signed-in session, or by a link alone. */
  readonly assurance?: string | undefined;
  readonly ip?: string | undefined;
  /** A part of the client's name, and of the justification, large or small letters alike. */
  readonly userAgent?: string | undefined;
  readonly justification?: string | undefined;
  readonly endedFrom?: string | undefined;
  readonly endedTo?: string | undefined;
}

/** A summary of the one open activation of a role at a resource, as it stands beside the holder's assignments. */
export interface OpenActivation {
  readonly activationId: string;
  readonly roleId: string;
  readonly resourceId: string;
  readonly status: Status;
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
}

/** Everything one principal is and has; `held` includes what comes through groups. */
export interface PrincipalView {
  readonly principal: Principal;
  readonly memberships: readonly Membership[];
  readonly held: readonly HeldAssignment[];
  readonly open: readonly OpenActivation[];
  /** When they last used their roles, as far as applications asked Lapse; nothing when they never did. */
  readonly uses?: readonly RoleUse[];
}

export interface Principals {
  find(id: string): Promise<Principal | undefined>;
  /** One query for the principal and one for each group they belong to. */
  view(id: string): Promise<PrincipalView | undefined>;
  /** The principal bound to this issuer and subject; a binding never changes. */
  findIdByIdentity(issuer: string, subject: string): Promise<string | undefined>;
  /** Enabled members of a group who are people; all of them. */
  listMembers(groupId: string): Promise<Principal[]>;
}

export interface Roles {
  /** The role and the settings that count at a resource; nothing when role or resource do not exist. */
  findAt(
    roleId: string,
    resourceId: string,
  ): Promise<{ role: Role; resource: Resource; settings: SettingsVersion } | undefined>;
  find(roleId: string): Promise<Role | undefined>;
  findResource(resourceId: string): Promise<Resource | undefined>;
  /** Several at once, in one request; those that do not exist are left out. */
  findSeveral(roleIds: readonly string[]): Promise<Role[]>;
  /** Who is assigned the role: ids of principals, in force or not; eventually consistent. */
  listAssignments(roleId: string, type: Assignment['type']): Promise<Assignment[]>;
  /** Open activations of a role with their holders; eventually consistent. */
  listOpenActivations(roleId: string): Promise<(OpenActivation & { readonly principalId: string })[]>;
}

/** Writing down the organization: each addition with its audit event, refused as Stale when the id exists. */
export interface Directory {
  addPrincipal(principal: Principal, actor: Actor): Promise<void>;
  /** Raises the revision of the group, whose chain tells of it. @throws Refusal principal_not_found for a group that is not there */
  addMember(membership: Membership, actor: Actor): Promise<void>;
  addRole(role: Role, actor: Actor): Promise<void>;
  addResource(resource: Resource, actor: Actor): Promise<void>;
  addSettings(settings: SettingsVersion, actor: Actor): Promise<void>;
  addAssignment(assignment: Assignment, actor: Actor): Promise<void>;
}

/** Who has consented, and what it opened. */
export interface Onboarding {
  readonly consentedBy: string;
  readonly consentedAt: string;
  /** Who signed up for the roles of the directory, and when; absent before. */
  readonly directoryRolesBy?: string;
  readonly directoryRolesAt?: string;
}

export interface Onboardings {
  find(): Promise<Onboarding | undefined>;
  /**
   * Writes consent, built-in roles, the first administrator and both permanent assignments in one transaction.
   *
   * @returns false when somebody has consented before
   */
  consent(
    first: { principal: Principal; assignments: Assignment[] },
    onboarding: Onboarding,
    event: EventDraft,
  ): Promise<boolean>;
}

/** One access in one provider for one principal, and everything that gives it (END-4). */
export interface Entitlement {
  readonly key: string;
  /** Activation ids, sorted. */
  readonly holders: readonly string[];
  /** Until then somebody is withdrawing it and no grant may start; ISO 8601 UTC. */
  readonly withdrawingUntil?: string | undefined;
  readonly revision: number;
}

export interface Entitlements {
  /** The entitlement as it stands; one without holders when nobody has it. */
  find(key: string): Promise<Entitlement>;
  /** @throws Stale when it is not the one expected */
  replace(next: Entitlement, expecting: Entitlement): Promise<void>;
}

/** Decision links, one per approver and mail. */
export interface DecisionLinks {
  find(activationId: string, hash: string): Promise<DecisionLink | undefined>;
  listFor(activationId: string): Promise<DecisionLink[]>;
  /** Counts a try before the code is compared. @returns tries so far, this one included; @throws Refusal link_locked */
  countTry(link: DecisionLink): Promise<number>;
  /** Notes that somebody typed a wrong code. */
  recordWrongCode(link: DecisionLink, event: EventDraft): Promise<void>;
  /** Notes what somebody tried with a link, while fewer than `most` events are on record about it: nobody floods the audit. */
  recordAttempt(link: DecisionLink, event: EventDraft, most: number): Promise<void>;
  /** Asks for a fresh mail to the same approver. @throws Refusal link_renewed_too_often */
  requestRenewal(link: DecisionLink, event: EventDraft): Promise<void>;
}

export interface TaskTokens {
  find(activationId: string, kind: 'approval' | 'hold'): Promise<{ token: string; generation: number } | undefined>;
  /** Stores the token of a new generation while the activation is still the one expected. @throws Stale */
  keepHoldToken(activation: Activation, token: string): Promise<void>;
}

export interface Idempotency {
  find(principalId: string, route: string, key: string): Promise<IdempotencyRecord | undefined>;
  /** Keeps an answer that no single transaction gave. @returns false when another one is kept already */
  remember(record: IdempotencyRecord): Promise<boolean>;
}

export interface Heartbeat {
  lastBeat(): Promise<string | undefined>;
  beat(at: string): Promise<void>;
}

export type ExecutionState = 'running' | 'ended' | 'unknown';

/** The workflow service: one execution per activation and generation. */
export interface Workflow {
  /** @returns false when an execution of that name exists already */
  start(activationId: string, generation: number, input: WorkflowInput): Promise<boolean>;
  state(activationId: string, generation: number): Promise<ExecutionState>;
  stop(activationId: string, generation: number, cause: string): Promise<void>;
  /** @returns false when nobody waits with this token any more */
  succeed(taskToken: string): Promise<boolean>;
  /** @returns false when nobody waits with this token any more */
  fail(taskToken: string, error: 'NotApproved', cause: string): Promise<boolean>;
}

/** Input of the workflow: the id and the times it waits for, nothing that tomorrow's code reads differently. */
export interface WorkflowInput {
  readonly activationId: string;
  readonly generation: number;
  readonly needsApproval: boolean;
  /** Whole seconds, at least 1. */
  readonly approvalSeconds: number;
  readonly startsAt: string;
  /** Whole seconds, at least 1. */
  readonly holdSeconds: number;
}

/** What a provider is asked to give or take: one access of one principal. */
export interface Access {
  readonly key: string;
  readonly provider: RoleProvider;
  readonly principalId: string;
  readonly roleId: string;
  readonly resourceId: string;
}

/** The system where access lives. Giving and taking twice is harmless. */
export interface AccessProvider {
  grant(access: Access): Promise<void>;
  withdraw(access: Access): Promise<void>;
  /** Reads back whether the principal really has the access. */
  isGranted(access: Access): Promise<boolean>;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Go with the mail and come back with what becomes of it: names and values of letters, digits, `_` and `-` (SES). */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Mailer {
  /**
   * @returns the message id of the mail service
   * @throws Error named MessageRejected when the service will never take this mail
   */
  send(mail: Mail): Promise<string>;
}

/** Makes the tokens of decision links; only the function that writes mails has it. */
export interface LinkMint {
  mint(claims: LinkClaims): Promise<string>;
}

/** Checks tokens of decision links; holds public keys only. */
export interface LinkVerifier {
  /** @throws Refusal link_not_valid, always the same whatever is wrong, so that nobody learns from it; link_expired for a genuine one whose time is over */
  verify(token: string, now: string): Promise<LinkClaims>;
  /** The claims of a genuine token whatever its age, for renewing it. @throws Refusal link_not_valid */
  verifyExpired(token: string): Promise<LinkClaims>;
}

/** Claims of a decision link (security.md, links, point 1). */
export interface LinkClaims {
  /** Principal id of the approver. */
  readonly sub: string;
  /** 128 random bits, base64url; shared by the approve and the deny link of one mail; the table knows only its hash. */
  readonly jti: string;
  /** Activation id. */
  readonly rid: string;
  /** Revision of the terms. */
  readonly rev: number;
  /** SHA-256 of the canonical terms, base64url. */
  readonly th: string;
  /** Decisions allowed, the preselected one first. */
  readonly act: readonly ('approve' | 'deny')[];
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly nbf: number;
}

export type Now = () => string;
export type NewId = (kind: IdKind) => string;
/** Random bits in base64url. */
export type RandomText = (bytes: number) => string;

/** Everything there is; a use case picks what it needs. */
export interface Ports {
  readonly activations: Activations;
  readonly auditTrail: AuditTrail;
  readonly census: Census;
  readonly dues: Dues;
  readonly endings: Endings;
  readonly directory: Directory;
  readonly assignments: Assignments;
  readonly extensions: Extensions;
  readonly roleUses: RoleUses;
  readonly principals: Principals;
  readonly principalRecords: PrincipalRecords;
  readonly invitations: Invitations;
  readonly roles: Roles;
  readonly roleRecords: RoleRecords;
  readonly resourceTree: ResourceTree;
  readonly settingsRecords: SettingsRecords;
  readonly memberLists: MemberLists;
  readonly onboardings: Onboardings;
  readonly directorySignUp: DirectorySignUp;
  readonly entitlements: Entitlements;
  readonly decisionLinks: DecisionLinks;
  readonly mailClaims: MailClaims;
  readonly taskTokens: TaskTokens;
  readonly idempotency: Idempotency;
  readonly heartbeat: Heartbeat;
  readonly workflow: Workflow;
  readonly accessProvider: AccessProvider;
  readonly mailer: Mailer;
  readonly linkMint: LinkMint;
  readonly linkVerifier: LinkVerifier;
  readonly now: Now;
  readonly newId: NewId;
  readonly randomText: RandomText;
}
