import type { Assignment } from '../assignment.ts';
import type {
  PolicyAssignment,
  PolicyGroup,
  PolicyResource,
  PolicyRoleFacts,
  PolicySettings,
} from './policy-document.ts';

/** One thing a policy document says, by its natural key: what is counted, judged and answered by itself. */
export type PolicyEntry =
  | { readonly kind: 'resource'; readonly resourceId: string; readonly facts: PolicyResource }
  | { readonly kind: 'group'; readonly groupId: string; readonly facts: Omit<PolicyGroup, 'members'> }
  | { readonly kind: 'member'; readonly groupId: string; readonly principalId: string }
  | { readonly kind: 'role'; readonly roleId: string; readonly facts: PolicyRoleFacts }
  | {
      readonly kind: 'settings';
      readonly roleId: string;
      readonly resourceId: string;
      /** Without a template. */
      readonly settings: PolicySettings;
    }
  | {
      readonly kind: 'assignment';
      readonly roleId: string;
      readonly resourceId: string;
      readonly principalId: string;
      readonly type: Assignment['type'];
      readonly facts: Omit<PolicyAssignment, 'principal' | 'at'>;
    };

export type PolicyEntryOf<K extends PolicyEntry['kind']> = Extract<PolicyEntry, { kind: K }>;
