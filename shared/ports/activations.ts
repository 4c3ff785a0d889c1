import type { Activation, Status } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';
import type { DecisionLink } from '#shared/domain/decision-link';
import type { WaitingActivation } from '#shared/domain/open-approval';
import type { ApproverEntry } from '#shared/domain/role-settings';
import type { EventDraft, Guard, Page, PageRequest } from '#shared/ports';
import type { Entitlement } from './entitlements.ts';
import type { IdempotencyRecord } from './idempotency.ts';
import type { UsesOfPerson } from './reviews.ts';

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
  /**
   * @param alongside `uses`, of the person who breaks the glass: this one is counted with them
   * @throws Stale when a guard no longer holds, CountedMeanwhile when the person was counted meanwhile; Refusal already_open with the other's id
   */
  add(
    activation: Activation,
    event: EventDraft,
    alongside: { guards: readonly Guard[]; idempotency?: IdempotencyRecord; uses?: UsesOfPerson },
  ): Promise<void>;
  /**
   * The one function that writes states: takes lock, inbox pointers and index keys along, and removes them with every
   * final status. What is written about a final activation later leaves the lock alone.
   *
   * @throws Stale when the activation is not the one expected or a guard no longer holds
   */
  replace(next: Activation, expecting: Activation, event: EventDraft, alongside?: Alongside): Promise<void>;
  /**
   * Newest first; eventually consistent, but for those that are open. A page may be short although more follow, when
   * thousands are left out.
   */
  listForRequester(principalId: string, filter: RequestFilter, page: PageRequest): Promise<Page<Activation>>;
  /**
   * Of what waits for a decision of these approver entries, requests and extensions, that which is chosen; nearest deadline
   * first, each once. A page is filled, and the last one is known to be it, as long as not thousands are left out.
   *
   * @param choose keeps the order; is asked about up to a hundred at once
   */
  listPendingFor(
    entries: readonly Pick<ApproverEntry, 'kind' | 'id'>[],
    page: PageRequest,
    choose: (waiting: readonly WaitingActivation[]) => Promise<readonly WaitingActivation[]>,
  ): Promise<Page<WaitingActivation>>;
  /** What somebody has decided on, by their vote that stands, newest decision first; each once. */
  listDecidedBy(approverId: string, page: PageRequest): Promise<Page<Activation>>;
  /** One record per activation, newest first; eventually consistent. */
  report(filter: ReportFilter, page: PageRequest): Promise<Page<Activation>>;
  /** Events of one activation, oldest first. */
  listEvents(id: string): Promise<AuditEvent[]>;
}

/** Which requests are listed; all where nothing is said. */
export interface RequestFilter {
  /** Open is any status that is not final. */
  readonly open?: boolean | undefined;
  readonly roleId?: string | undefined;
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
  /** The assignment it was asked under; version 0.1 did not note it here. */
  readonly eligibilityId?: string | undefined;
}
