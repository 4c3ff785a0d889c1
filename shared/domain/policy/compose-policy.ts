import { DIRECTORY } from '../id.ts';
import {
  POLICY_VERSION,
  type PolicyAssignment,
  type PolicyDocument,
  type PolicyGroup,
  type PolicyResource,
  type PolicyRole,
} from './policy-document.ts';
import type { PolicyEntry, PolicyEntryOf } from './policy-entry.ts';

/** The document that says these things, each where it belongs, in the order given. */
export function composePolicy(entries: readonly PolicyEntry[]): PolicyDocument {
  const resources = new Map<string, PolicyResource>();
  const groups = new Map<string, PolicyGroup>();
  const roles = new Map<string, PolicyRole>();
  for (const entry of entries) {
    if (entry.kind === 'resource') resources.set(entry.resourceId, entry.facts);
    else if (entry.kind === 'group' || entry.kind === 'member')
      groups.set(entry.groupId, withGroupEntry(groups.get(entry.groupId) ?? {}, entry));
    else roles.set(entry.roleId, withRoleEntry(roles.get(entry.roleId) ?? {}, entry));
  }
  return {
    apiVersion: POLICY_VERSION,
    ...(resources.size > 0 ? { resources: Object.fromEntries(resources) } : {}),
    ...(groups.size > 0 ? { groups: Object.fromEntries(groups) } : {}),
    ...(roles.size > 0 ? { roles: Object.fromEntries(roles) } : {}),
  };
}

function withGroupEntry(group: PolicyGroup, entry: PolicyEntryOf<'group' | 'member'>): PolicyGroup {
  if (entry.kind === 'group') return { ...entry.facts, ...group };
  return { ...group, members: [...(group.members ?? []), entry.principalId] };
}

function withRoleEntry(role: PolicyRole, entry: PolicyEntryOf<'role' | 'settings' | 'assignment'>): PolicyRole {
  if (entry.kind === 'role') return { ...entry.facts, ...role };
  if (entry.kind === 'settings') {
    const { resourceId, settings } = entry;
    return resourceId === DIRECTORY ? { ...role, settings } : { ...role, at: { ...role.at, [resourceId]: settings } };
  }
  const { type, principalId: principal, resourceId, facts } = entry;
  const at = resourceId === DIRECTORY ? {} : { at: resourceId };
  const assigned: PolicyAssignment = { principal, ...at, ...facts };
  return { ...role, [type]: [...(role[type] ?? []), assigned] };
}
