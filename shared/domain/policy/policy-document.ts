import type { Ticket } from '../activation.ts';
import type { Role } from '../role.ts';

/*
 * The configuration of an organization as people keep it in files (`lapse/v1`): keys are natural, nothing in it is made up
 * by Lapse, and what is left out is not touched. Who there is does not stand in it, but for groups: people are named by id.
 */

export const POLICY_VERSION = 'lapse/v1';

type Fields = Readonly<Record<string, unknown>>;

/** Settings as a patch of those in force; approvers and break-glass people as `{ user }`, `{ group }` or `{ role }`. */
export type PolicySettings = Fields & { readonly template?: string };

export interface PolicyResource {
  readonly kind: 'organizational_unit' | 'account';
  readonly displayName?: string;
  /** The directory when absent. */
  readonly parent?: string;
}

export interface PolicyGroup {
  readonly displayName?: string;
  readonly enabled?: boolean;
  readonly members?: readonly string[];
}

/** Permanent without `until`; begins at once without `from`. Instants in ISO 8601 UTC. */
export interface PolicyAssignment {
  readonly principal: string;
  /** The directory when absent. */
  readonly at?: string;
  readonly from?: string;
  readonly until?: string;
  readonly justification?: string;
  readonly ticket?: Ticket;
}

/** What a role is, where the document says so: one that says nothing of it names a role that is there. */
export interface PolicyRoleFacts {
  readonly displayName?: string;
  readonly description?: string;
  readonly privileged?: boolean;
  readonly enabled?: boolean;
  readonly provider?: Role['provider'];
}

export interface PolicyRole extends PolicyRoleFacts {
  readonly settings?: PolicySettings;
  /** Settings of the role at places below the directory. */
  readonly at?: Readonly<Record<string, PolicySettings>>;
  readonly eligible?: readonly PolicyAssignment[];
  readonly active?: readonly PolicyAssignment[];
}

export interface PolicyDocument {
  readonly apiVersion: typeof POLICY_VERSION;
  /** Who keeps the file. */
  readonly owner?: string;
  readonly templates?: Readonly<Record<string, Fields>>;
  readonly resources?: Readonly<Record<string, PolicyResource>>;
  readonly groups?: Readonly<Record<string, PolicyGroup>>;
  readonly roles?: Readonly<Record<string, PolicyRole>>;
}
