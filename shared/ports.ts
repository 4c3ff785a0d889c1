import type { Actor, EventType } from '#shared/domain/audit-event';
import type { IdKind } from '#shared/domain/id';
import type { AccessProvider } from './ports/access-provider.ts';
import type { Activations } from './ports/activations.ts';
import type { Assignments, Extensions, RoleUses } from './ports/assignments.ts';
import type { AuditTrail } from './ports/audit-trail.ts';
import type { Census } from './ports/census.ts';
import type { DecisionLinks, LinkMint, LinkVerifier } from './ports/decision-links.ts';
import type { Directory } from './ports/directory.ts';
import type { DirectorySignUp } from './ports/directory-sign-up.ts';
import type { Dues } from './ports/dues.ts';
import type { Endings } from './ports/endings.ts';
import type { Entitlements } from './ports/entitlements.ts';
import type { Heartbeat } from './ports/heartbeat.ts';
import type { Idempotency } from './ports/idempotency.ts';
import type { Imports } from './ports/imports.ts';
import type { Invitations } from './ports/invitations.ts';
import type { MailClaims } from './ports/mail-claims.ts';
import type { Mailer } from './ports/mailer.ts';
import type { MemberLists } from './ports/member-lists.ts';
import type { Onboardings } from './ports/onboardings.ts';
import type { PrincipalRecords } from './ports/principal-records.ts';
import type { Principals } from './ports/principals.ts';
import type { Rehearsals } from './ports/rehearsals.ts';
import type { Removals } from './ports/removals.ts';
import type { ResourceTree } from './ports/resource-tree.ts';
import type { Reviews } from './ports/reviews.ts';
import type { RoleRecords } from './ports/role-records.ts';
import type { Roles } from './ports/roles.ts';
import type { Searches } from './ports/searches.ts';
import type { SettingsRecords } from './ports/settings-records.ts';
import type { TaskTokens, Workflow } from './ports/workflow.ts';

/*
 * The outside world as the use cases see it. All reads are strongly consistent unless a listing says otherwise.
 * All writes are conditional on the revision that was read and carry their audit event in the same transaction.
 */

/** Thrown by a conditional write when somebody else was faster: read, judge and try again. */
export class Stale extends Error {
  override readonly name = 'Stale';
}

/** Thrown when a break-glass use was counted with others than there are: the person used another one at the same moment. */
export class CountedMeanwhile extends Stale {}

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
  readonly imports: Imports;
  readonly invitations: Invitations;
  readonly roles: Roles;
  readonly roleRecords: RoleRecords;
  readonly rehearsals: Rehearsals;
  readonly removals: Removals;
  readonly resourceTree: ResourceTree;
  readonly reviews: Reviews;
  readonly searches: Searches;
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
  /** What may count as a second factor here, `acr` values; a role may ask for some of them (SET-12). */
  readonly authenticationContexts: readonly string[];
  readonly now: Now;
  readonly newId: NewId;
  readonly randomText: RandomText;
}
