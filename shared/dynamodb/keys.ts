/**
 * Every key of the table; those of its indexes: `index-keys.ts`. What each route asks of the table: `test/http/route-costs.ts`.
 *
 * | partition            | sort key                     | item |
 * |----------------------|------------------------------|------|
 * | ORGANIZATION         | ONBOARDING                   | consent |
 * |                      | ADMINISTRATORS               | how many standing Privileged Role Administrators there are |
 * | HEARTBEAT            | SWEEP                        | last run of the sweeper |
 * | AUDIT                | SEALED                       | last checkpoint over the chains of events |
 * |                      | RETIRED                      | how far what is older than the retention was removed |
 * | IDENTITY#hash        | IDENTITY                     | issuer + subject → principal |
 * | PRINCIPAL#id         | PROFILE                      | principal |
 * |                      | MEMBER_OF#group              | membership |
 * |                      | ASSIGNMENT#id                | eligible or active assignment |
 * |                      | ASSIGNED#type#role#resource  | how often such assignments came or moved, so that none overlap |
 * |                      | USE#role                     | when they last used a role |
 * |                      | OPEN#role#resource           | lock and summary of the one open activation |
 * |                      | INVITATION                   | hash of the newest one-time code |
 * | PRINCIPAL_EVENTS#id  | EVENT#seq                    | audit event of a principal |
 * | ASSIGNMENT#id        | HOLDER                       | whose partition the assignment stands in |
 * |                      | EXTENSION                    | lock of the one extension request that waits |
 * | IMPORT#id            | IMPORT                       | import under way, until its event is written |
 * |                      | EVENT#1                      | that event |
 * | EXTENSION#id         | EXTENSION                    | extension request of an assignment |
 * | ENDING#id            | ENDING                       | a right taken away, until all that ran under it has ended |
 * | MEMBERS#group        | principal                    | member of a group |
 * | PERSON#id            | principal                    | account that names this id as its person's |
 * | REVIEWS#id           | AWAITED#activation           | break-glass use of an account that awaits review |
 * |                      | USES                         | how often a person broke the glass, so that no two uses are counted as one |
 * | ROLE#id              | ROLE                         | role |
 * |                      | SETTINGS#resource            | settings in force |
 * |                      | SETTINGS_VERSION#resource#n  | settings as they came into force |
 * | RESOURCE#id          | RESOURCE                     | node of the tree |
 * | ACTIVATION#id        | ACTIVATION                   | state |
 * |                      | EVENT#seq                    | audit event |
 * |                      | LINK#hash                    | decision link of one approver |
 * | LINK_TRIES#mail      | LINK_TRIES                   | codes tried on the links of one mail that asks about several requests |
 * | TASK_TOKEN#id        | approval, hold               | task tokens of the workflow: apart, because rights are given by partition |
 * | partition of what a mail is about | CLAIM#event#recipient | what became of a mail: claimed, sent, failed, bounced, complained |
 * | MAIL#message         | EVENT#seq                    | audit events of a mail that came back; MAIL#activation: that none of its approvers can be reached |
 * | INBOX#kind:id        | deadline#activation          | pending for an approver entry |
 * | DECIDER#id           | instant#activation           | decided by an approver |
 * | ENTITLEMENT#key      | ENTITLEMENT                  | holders of one access in one provider |
 * | RETIRED#noun#id      | RETIRED_ID                   | id of something removed, never given again |
 * | IDEMPOTENCY#principal| route#key                    | first answer |
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** What kind of thing an item is; stream filters and parsers tell items apart by it. A use is its key and a time, no more. */
export const entities = [
  'onboarding',
  'heartbeat',
  'sealed',
  'retired',
  'identity',
  'principal',
  'membership',
  'member',
  'person_account',
  'awaited_review',
  'break_glass_uses',
  'assignment',
  'assignment_holder',
  'assignment_slot',
  'administrators',
  'invitation',
  'extension',
  'extension_lock',
  'ending',
  'import',
  'settings_version',
  'open_activation',
  'role',
  'settings',
  'resource',
  'activation',
  'task_token',
  'event',
  'link',
  'link_tries',
  'claim',
  'inbox_entry',
  'decided',
  'entitlement',
  'idempotency',
  'retired_id',
] as const;
export type Entity = (typeof entities)[number];

export const tableKeys = { partition: 'pk', sort: 'sk' } as const;
/** The attribute DynamoDB expires items by, epoch seconds; for cleaning only, nothing relies on it. */
export const EXPIRES_AT = 'expiresAt';
/** The one attribute the function that answers protected applications may write; no other item has one of that name. */
export const LAST_USED_AT = 'lastUsedAt';

export const taskTokenKinds = ['approval', 'hold'] as const;
export type TaskTokenKind = (typeof taskTokenKinds)[number];

const SEQUENCE_DIGITS = 8;

/**
 * Where the events of a subject stand, and the claims of the mails about it; those of a principal apart, because its
 * partition is read whenever they, or a member of the group, call.
 */
function subjectPartition({ kind, id }: { kind: string; id: string }): string {
  return `${kind === 'principal' ? 'PRINCIPAL_EVENTS' : kind.toUpperCase()}#${id}`;
}

export const keys = {
  onboarding: (): Key => ({ pk: 'ORGANIZATION', sk: 'ONBOARDING' }),
  administrators: (): Key => ({ pk: 'ORGANIZATION', sk: 'ADMINISTRATORS' }),
  sealed: (): Key => ({ pk: 'AUDIT', sk: 'SEALED' }),
  retired: (): Key => ({ pk: 'AUDIT', sk: 'RETIRED' }),
  heartbeat: (): Key => ({ pk: 'HEARTBEAT', sk: 'SWEEP' }),
  identity: (hash: string): Key => ({ pk: `IDENTITY#${hash}`, sk: 'IDENTITY' }),
  principal: (id: string): Key => ({ pk: `PRINCIPAL#${id}`, sk: 'PROFILE' }),
  membership: (principalId: string, groupId: string): Key => ({
    pk: `PRINCIPAL#${principalId}`,
    sk: `MEMBER_OF#${groupId}`,
  }),
  member: (groupId: string, principalId: string): Key => ({ pk: `MEMBERS#${groupId}`, sk: principalId }),
  personAccount: (personId: string, principalId: string): Key => ({ pk: `PERSON#${personId}`, sk: principalId }),
  awaitedReview: (principalId: string, activationId: string): Key => ({
    pk: `REVIEWS#${principalId}`,
    sk: `AWAITED#${activationId}`,
  }),
  breakGlassUses: (person: string): Key => ({ pk: `REVIEWS#${person}`, sk: 'USES' }),
  assignment: (principalId: string, id: string): Key => ({ pk: `PRINCIPAL#${principalId}`, sk: `ASSIGNMENT#${id}` }),
  assignmentSlot: (principalId: string, type: string, roleId: string, resourceId: string): Key => ({
    pk: `PRINCIPAL#${principalId}`,
    sk: `ASSIGNED#${type}#${roleId}#${resourceId}`,
  }),
  roleUse: (principalId: string, roleId: string): Key => ({ pk: `PRINCIPAL#${principalId}`, sk: `USE#${roleId}` }),
  assignmentHolder: (id: string): Key => ({ pk: `ASSIGNMENT#${id}`, sk: 'HOLDER' }),
  extensionLock: (assignmentId: string): Key => ({ pk: `ASSIGNMENT#${assignmentId}`, sk: 'EXTENSION' }),
  extension: (id: string): Key => ({ pk: `EXTENSION#${id}`, sk: 'EXTENSION' }),
  ending: (id: string): Key => ({ pk: `ENDING#${id}`, sk: 'ENDING' }),
  import: (id: string): Key => ({ pk: `IMPORT#${id}`, sk: 'IMPORT' }),
  invitation: (principalId: string): Key => ({ pk: `PRINCIPAL#${principalId}`, sk: 'INVITATION' }),
  openActivation: (principalId: string, roleId: string, resourceId: string): Key => ({
    pk: `PRINCIPAL#${principalId}`,
    sk: `OPEN#${roleId}#${resourceId}`,
  }),
  role: (id: string): Key => ({ pk: `ROLE#${id}`, sk: 'ROLE' }),
  settings: (roleId: string, resourceId: string): Key => ({ pk: `ROLE#${roleId}`, sk: `SETTINGS#${resourceId}` }),
  settingsVersion: (roleId: string, resourceId: string, version: number): Key => ({
    pk: `ROLE#${roleId}`,
    sk: `SETTINGS_VERSION#${resourceId}#${String(version).padStart(SEQUENCE_DIGITS, '0')}`,
  }),
  resource: (id: string): Key => ({ pk: `RESOURCE#${id}`, sk: 'RESOURCE' }),
  activation: (id: string): Key => ({ pk: `ACTIVATION#${id}`, sk: 'ACTIVATION' }),
  taskToken: (activationId: string, kind: TaskTokenKind): Key => ({
    pk: `TASK_TOKEN#${activationId}`,
    sk: kind,
  }),
  event: (subject: { kind: string; id: string }, seq: number): Key => ({
    pk: subjectPartition(subject),
    sk: `EVENT#${String(seq).padStart(SEQUENCE_DIGITS, '0')}`,
  }),
  link: (activationId: string, hash: string): Key => ({ pk: `ACTIVATION#${activationId}`, sk: `LINK#${hash}` }),
  linkTries: (mail: string): Key => ({ pk: `LINK_TRIES#${mail}`, sk: 'LINK_TRIES' }),
  claim: (about: { kind: string; id: string }, eventId: string, recipientId: string): Key => ({
    pk: subjectPartition(about),
    sk: `CLAIM#${eventId}#${recipientId}`,
  }),
  inboxEntry: (approver: { kind: string; id: string }, deadline: string, activationId: string): Key => ({
    pk: `INBOX#${approver.kind}:${approver.id}`,
    sk: `${deadline}#${activationId}`,
  }),
  decided: (approverId: string, at: string, activationId: string): Key => ({
    pk: `DECIDER#${approverId}`,
    sk: `${at}#${activationId}`,
  }),
  retiredId: (noun: string, id: string): Key => ({ pk: `RETIRED#${noun}#${id}`, sk: 'RETIRED_ID' }),
  entitlement: (key: string): Key => ({ pk: `ENTITLEMENT#${key}`, sk: 'ENTITLEMENT' }),
  idempotency: (principalId: string, route: string, key: string): Key => ({
    pk: `IDEMPOTENCY#${principalId}`,
    sk: `${route}#${key}`,
  }),
} as const;

/** Sort key prefixes of what is read as a list. */
export const prefixes = {
  event: 'EVENT#',
  link: 'LINK#',
  claim: 'CLAIM#',
  assignment: 'ASSIGNMENT#',
  openActivation: 'OPEN#',
  roleUse: 'USE#',
  awaitedReview: 'AWAITED#',
  settings: 'SETTINGS#',
} as const;
