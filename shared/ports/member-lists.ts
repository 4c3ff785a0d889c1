import type { Assignment, Via } from '#shared/domain/assignment';
import type { Principal } from '#shared/domain/principal';
import type { Page, PageRequest } from '#shared/ports';
import type { OpenActivation } from '#shared/ports/activations';

/** Somebody who has to do with a role: assigned it, by themselves or through a group, or with an open activation of it. */
export type Holding = { readonly principal: Principal; readonly via: Via } & (
  | { readonly kind: 'assigned'; readonly assignment: Assignment }
  | { readonly kind: 'activated'; readonly open: OpenActivation }
);

/**
 * Who has to do with roles, in force or not: of each role first its assignments, active ones before eligible ones, then
 * its open activations. A group comes before its members. What a page costs is bounded, so that it may hold fewer than asked for, or
 * none, and more may follow; eventually consistent.
 */
export interface MemberLists {
  /** @throws Refusal invalid_cursor */
  listForRole(roleId: string, page: PageRequest): Promise<Page<Holding>>;
  /** All roles, in the order of their ids. @throws Refusal invalid_cursor */
  listAll(page: PageRequest): Promise<Page<Holding>>;
  /**
   * All that one principal has to do with, by themselves or through groups, role after role; nothing for who does not exist.
   * Strongly consistent. @throws Refusal invalid_cursor
   */
  listForPrincipal(principalId: string, page: PageRequest): Promise<Page<Holding>>;
}
