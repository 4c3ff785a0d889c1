import type { Relation } from '../route.ts';

/** Who may call, in words. */
export const relationsInWords: Readonly<Record<Relation, string>> = {
  public: 'anybody',
  link: 'whoever holds the token of a decision link',
  signed_in: 'anybody signed in at the identity provider',
  principal: 'anybody signed in whom Lapse knows',
  reader: 'Privileged Role Administrators and Security Administrators',
  administrator: 'Privileged Role Administrators',
  administrator_or_approver: 'Privileged Role Administrators, and approvers whose yes counted',
  workload: 'workloads whose token has the scope',
};
