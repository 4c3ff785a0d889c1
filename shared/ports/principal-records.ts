import type { Principal } from '#shared/domain/principal';
import type { RightEnding } from '#shared/domain/right-ending';
import type { EventDraft, Page, PageRequest } from '#shared/ports';

/** What goes with a change of a principal: its events in order, who joins and leaves, which rights are gone with it. */
export interface PrincipalChanges {
  readonly events: readonly EventDraft[];
  /** Ids of people who do not belong to the group yet. */
  readonly added?: readonly string[];
  /** Ids of people who belong to it. */
  readonly removed?: readonly string[];
  readonly endings?: readonly RightEnding[];
}

/** Which principals are listed; those archived only when they are asked for, too. */
export interface PrincipalFilter {
  readonly kind?: Principal['kind'] | undefined;
  readonly enabled?: boolean | undefined;
  readonly archived?: boolean | undefined;
}

/** Whether a principal is listed. */
export function matching({ kind, enabled, archived = false }: PrincipalFilter): (principal: Principal) => boolean {
  return (principal) =>
    (kind === undefined || principal.kind === kind) &&
    (enabled === undefined || principal.enabled === enabled) &&
    (archived || !principal.archived);
}

/** Principals as administrators keep them. */
export interface PrincipalRecords {
  /** In the order of ids, pages filled whatever the filter leaves out; eventually consistent. */
  list(filter: PrincipalFilter, page: PageRequest): Promise<Page<Principal>>;
  /** Everybody who belongs to a group, disabled or not, in the order of ids. */
  listMembers(groupId: string, page: PageRequest): Promise<Page<Principal>>;
  /** Which of these belong to the group. */
  findMembers(groupId: string, ids: readonly string[]): Promise<string[]>;
  /** Adds a principal and, to a group, its first members. @throws Refusal principal_exists | identity_taken | id_retired */
  add(principal: Principal, changes: Pick<PrincipalChanges, 'events' | 'added'>): Promise<void>;
  /**
   * Changes a principal whose new revision counts the events. Switching off a standing administrator who is bound takes
   * one off their count, switching on adds one (ONB-4).
   *
   * @throws Stale when it is not the one expected; Refusal last_administrator
   */
  change(next: Principal, expecting: Principal, changes: PrincipalChanges): Promise<void>;
}
