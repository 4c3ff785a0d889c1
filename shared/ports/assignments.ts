import type { Assignment, AssignmentStatus } from '#shared/domain/assignment';
import type { Extension, PendingExtension } from '#shared/domain/assignment-extension';
import type { Principal } from '#shared/domain/principal';
import type { RightEnding } from '#shared/domain/right-ending';
import type { EventDraft, Guard, Page, PageRequest } from '#shared/ports';

/** When somebody last used a role at a protected application, as far as Lapse was asked (ASG-2). */
export interface RoleUse {
  readonly roleId: string;
  readonly lastUsedAt: string;
}

/** Whoever is assigned something, or is to be: all that the rules and the write need to know of them. */
export interface Holder {
  readonly principal: Principal;
  /** Counted, while they can sign in, among the administrators of whom one has to stay (ONB-4). */
  readonly isStanding: boolean;
  readonly assignments: readonly Assignment[];
  readonly uses: readonly RoleUse[];
  /** How often assignments of each role, place and type came or moved; what a write expects unchanged. */
  readonly slots: ReadonlyMap<string, number>;
}

export interface AssignmentFilter {
  readonly roleId?: string | undefined;
  readonly principalId?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly type?: Assignment['type'] | undefined;
  /** Those with an end before this instant, ISO 8601 UTC. */
  readonly endsBefore?: string | undefined;
  /** Where they stand at an instant. */
  readonly state?: { readonly is: AssignmentStatus; readonly at: string } | undefined;
}

/** What goes with taking an assignment away: the request that still waits, if any, and what ran under an eligibility. */
export interface Leaving {
  readonly waiting: PendingExtension | undefined;
  readonly ending?: RightEnding | undefined;
}

/** An extension request before and after its decision. */
export interface ExtensionMove {
  readonly before: PendingExtension;
  readonly after: Extension;
  readonly event: EventDraft;
}

/** What goes with changing an assignment in place. */
export interface Changing {
  /** Whether the end moves; then a request to extend must not wait any more, and it is `superseded` when one does. */
  readonly movesEnd: boolean;
  readonly superseded?: ExtensionMove | undefined;
  /** What runs longer than the new end. */
  readonly ending?: RightEnding | undefined;
  readonly guards: readonly Guard[];
}

export interface Assignments {
  find(id: string): Promise<Assignment | undefined>;
  /** One query of the holder's partition. */
  findHolder(principalId: string): Promise<Holder | undefined>;
  /** Several principals at once; those that do not exist are left out. */
  listPrincipals(ids: readonly string[]): Promise<Principal[]>;
  /** When each member of a group last used a role; nothing for those without a record. */
  listUsesOfMembers(groupId: string, roleId: string): Promise<(string | undefined)[]>;
  /** How many standing administrators there are who can sign in. */
  countAdministrators(): Promise<number>;
  /** Filled pages by the narrowest list there is; eventually consistent but for a principal's. */
  list(filter: AssignmentFilter, page: PageRequest): Promise<Page<Assignment>>;
  /**
   * @param ending what waits for those who hold the role
   * @throws Stale when holder, guards or overlapping assignments changed
   */
  add(
    assignment: Assignment,
    holder: Holder,
    event: EventDraft,
    guards: readonly Guard[],
    ending?: RightEnding,
  ): Promise<void>;
  /** @throws Stale; Refusal last_administrator */
  remove(assignment: Assignment, holder: Holder, event: EventDraft, leaving: Leaving): Promise<void>;
  /**
   * One goes and the other comes, each with its event, in one transaction.
   *
   * @throws Stale; Refusal last_administrator
   */
  convert(
    from: { readonly assignment: Assignment; readonly event: EventDraft } & Leaving,
    to: { readonly assignment: Assignment; readonly event: EventDraft; readonly ending?: RightEnding },
    holder: Holder,
    guards: readonly Guard[],
  ): Promise<void>;
  /** Sets the new end and closes the request that asked for it. @throws Stale */
  extend(
    next: Assignment,
    expecting: Assignment,
    holder: Holder,
    event: EventDraft,
    alongside: { readonly decided: ExtensionMove; readonly guards: readonly Guard[] },
  ): Promise<void>;
  /**
   * Changes an assignment in place. With another end the request to extend it is closed, and what runs is cut to it.
   *
   * @throws Stale; Refusal last_administrator
   */
  change(
    next: Assignment,
    expecting: Assignment,
    holder: Holder,
    event: EventDraft,
    alongside: Changing,
  ): Promise<void>;
  /** A step in the life of an assignment that moves no date. @throws Stale */
  step(next: Assignment, expecting: Assignment, event: EventDraft, ending?: RightEnding): Promise<void>;
}

export interface Extensions {
  find(id: string): Promise<Extension | undefined>;
  /** The one request for an assignment that still waits. */
  findWaiting(assignmentId: string): Promise<PendingExtension | undefined>;
  /** Those that wait, the oldest first; eventually consistent. */
  listWaiting(page: PageRequest): Promise<Page<Extension>>;
  /** @throws Refusal assignment_extension_pending; Stale when a guard no longer holds */
  add(extension: PendingExtension, event: EventDraft, guards: readonly Guard[]): Promise<void>;
  /** @throws Stale */
  close(move: ExtensionMove): Promise<void>;
}

export interface RoleUses {
  /** Notes a use unless somebody noted a later one than `unlessSince`. @throws Stale when so */
  record(principalId: string, use: RoleUse, unlessSince: string): Promise<void>;
}
