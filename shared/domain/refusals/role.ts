import type { RefusalTable } from '../refusal.ts';

/** Noes to changing roles, their settings, and the tree of resources. */
export const roleRefusals = {
  role_not_found: { kind: 'missing', message: 'There is no such role.' },
  resource_not_found: { kind: 'missing', message: 'There is no such resource.' },
  no_own_settings: {
    kind: 'missing',
    message:
      'The role has no settings of its own here, so there are none to take back. GET /settings says which count.',
  },
  role_exists: { kind: 'conflict', message: 'There is a role with this id. Choose another id, or change that role.' },
  resource_exists: { kind: 'conflict', message: 'There is a resource with this id. Choose another id.' },
  resource_has_children: {
    kind: 'conflict',
    message: 'This resource has others below it. Move those first, or make a new one and move them there.',
  },
  in_use: {
    kind: 'conflict',
    message:
      'Something names this, or once did, so it stays on record. Archive it instead: disable it first, then set archived.',
  },
  id_retired: { kind: 'conflict', message: 'This id belonged to something that was removed. Choose another id.' },
  archived_is_disabled: {
    kind: 'rule',
    message: 'Only what is disabled can be archived. Disable it first; to enable it again, set archived to false.',
  },
  resource_archived: {
    kind: 'conflict',
    message: 'This resource is archived: nothing new comes to it. Choose another, or take it out of the archive first.',
  },
  group_in_settings: {
    kind: 'conflict',
    message: 'The settings of a role name this group. Name somebody else there first, then archive it.',
  },
  role_is_built_in: {
    kind: 'rule',
    message: 'This role is built in: it cannot be disabled or renamed, and stays privileged.',
  },
  directory_is_fixed: { kind: 'rule', message: 'The directory itself cannot be changed. Change what is below it.' },
  resource_cycle: { kind: 'rule', message: 'A resource cannot be below itself. Choose another parent.' },
  resource_too_deep: {
    kind: 'rule',
    unit: 'items',
    message: 'The tree would be too deep here. Choose a parent further up.',
  },
  parent_is_account: { kind: 'rule', message: 'Nothing can be below an account. Choose an organizational unit.' },
  setting_left_out: {
    kind: 'rule',
    message:
      'This setting protects the role and is stricter than its default now. Write it out, or use PATCH, which keeps what you leave out.',
  },
  nobody_could_approve: {
    kind: 'rule',
    message:
      'Nobody could ever approve this. Name approvers who are enabled, can sign in, and are others than those who ask.',
  },
  quorum_above_approvers: {
    kind: 'rule',
    unit: 'people',
    message: 'The quorum is larger than the number of people who could approve. Name more, or lower it.',
  },
  unknown_approver: {
    kind: 'rule',
    message: 'There is no enabled user, group or role of that kind with this id. Workloads cannot be approvers.',
  },
  unknown_break_glass_principal: {
    kind: 'rule',
    message: 'There is no enabled user or group with this id. Workloads cannot be listed for break-glass.',
  },
  link_mode_not_allowed: {
    kind: 'rule',
    message: 'Decisions on roles that change Lapse itself need a signed-in approver. Set the decision mode to signIn.',
  },
  ticket_pattern_not_safe: {
    kind: 'rule',
    message:
      'This pattern could take too long or is malformed. Use characters, classes, one level of alternatives and few repetitions like {1,8}.',
  },
} as const satisfies RefusalTable;
