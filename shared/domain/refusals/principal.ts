import type { RefusalTable } from '../refusal.ts';

/** Noes to changing who there is, and to inviting them. */
export const principalRefusals = {
  principal_not_found: { kind: 'missing', message: 'There is no such principal.' },
  principal_exists: { kind: 'conflict', message: 'This id is taken. Choose another one, or leave it out.' },
  identity_taken: {
    kind: 'conflict',
    message: 'This sign-in (issuer and subject) already belongs to another account in Lapse. Use another one.',
  },
  invitation_not_valid: {
    kind: 'forbidden',
    message: 'This invitation is not valid, or no longer valid. Ask an administrator for a new one.',
  },
  already_bound: { kind: 'conflict', message: 'This person can sign in already, so there is nobody to invite.' },
  invitee_disabled: { kind: 'conflict', message: 'This account is disabled. Enable it first, then invite again.' },
  own_person: { kind: 'forbidden', message: 'Another administrator has to say which accounts are yours.' },
  person_id_circle: {
    kind: 'rule',
    message:
      'This leads back to the account itself. Name another account of the same person, or a number all of them carry.',
  },
  person_id_not_a_person: {
    kind: 'rule',
    message:
      'This is the id of a group or a workload. Name an account of a person, or a number all their accounts carry.',
  },
  person_id_chain_too_long: {
    kind: 'rule',
    unit: 'items',
    message: 'It takes too many steps from account to account. Name the first account of this person directly.',
  },
  identity_incomplete: { kind: 'rule', message: 'Issuer and subject come together. Give both, or neither.' },
  identity_required: { kind: 'rule', message: 'A workload is known by issuer and subject only. Give both.' },
  identity_not_for_groups: { kind: 'rule', message: 'A group never signs in. Leave issuer and subject out.' },
  person_for_people_only: { kind: 'rule', message: 'Only users and guests are accounts of a person. Leave it out.' },
  members_for_groups_only: { kind: 'rule', message: 'Only groups have members. Leave them out.' },
  too_many_members: {
    kind: 'rule',
    unit: 'items',
    message: 'These are too many members for one call. Use several calls.',
  },
  member_not_found: { kind: 'rule', message: 'There is no such principal. Add it first, or leave it out.' },
  member_named_twice: {
    kind: 'rule',
    message: 'Nobody can be added and removed in one call. Name them in one list only.',
  },
  group_not_a_member: { kind: 'rule', message: 'A group cannot belong to a group. Name its members instead.' },
  member_not_a_person: { kind: 'rule', message: 'Only people can belong to groups, not workloads. Leave it out.' },
  invitation_for_people_only: { kind: 'rule', message: 'Only users and guests can be invited.' },
  email_required: {
    kind: 'rule',
    message: 'An invitation is sent by mail, and this account has no address. Enter one first.',
  },
} as const satisfies RefusalTable;
