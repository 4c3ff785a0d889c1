import { subjectKinds } from '#shared/domain/audit-event';

/**
 * Every key and index name of the table. Access patterns: architecture.md and the README.
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
 * | EXTENSION#id         | EXTENSION                    | extension request of an assignment |
 * | ENDING#id            | ENDING                       | a right taken away, until all that ran under it has ended |
 * | MEMBERS#group        | principal                    | member of a group |
 * | ROLE#id              | ROLE                         | role |
 * |                      | SETTINGS#resource            | settings in force |
 * |                      | SETTINGS_VERSION#resource#n  | settings as they came into force |
 * | RESOURCE#id          | RESOURCE                     | node of the tree |
 * | ACTIVATION#id        | ACTIVATION                   | state |
 * |                      | TOKEN#approval, TOKEN#hold   | task tokens of the workflow |
 * |                      | EVENT#seq                    | audit event |
 * |                      | LINK#hash                    | decision link of one approver |
 * | partition of what a mail is about | CLAIM#event#recipient | what became of a mail: claimed, sent, failed, bounced, complained |
 * | MAIL#message         | EVENT#seq                    | audit events of a mail that came back; MAIL#activation: that none of its approvers can be reached |
 * | INBOX#kind:id        | deadline#activation          | pending for an approver entry |
 * | DECIDER#id           | instant#activation           | decided by an approver |
 * | ENTITLEMENT#key      | ENTITLEMENT                  | holders of one access in one provider |
 * | IDEMPOTENCY#principal| route#key                    | first answer |
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** What kind of thing an item is; stream filters and parsers tell items apart by it. */
export type Entity =
  | 'onboarding'
  | 'heartbeat'
  | 'sealed'
  | 'retired'
  | 'identity'
  | 'principal'
  | 'membership'
  | 'member'
  | 'assignment'
  | 'assignment_holder'
  | 'assignment_slot'
  | 'role_use'
  | 'administrators'
  | 'invitation'
  | 'extension'
  | 'extension_lock'
  | 'ending'
  | 'settings_version'
  | 'open_activation'
  | 'role'
  | 'settings'
  | 'resource'
  | 'activation'
  | 'task_token'
  | 'event'
  | 'link'
  | 'claim'
  | 'inbox_entry'
  | 'decided'
  | 'entitlement'
  | 'idempotency';

export const tableKeys = { partition: 'pk', sort: 'sk' } as const;
/** The attribute DynamoDB expires items by, epoch seconds; for cleaning only, nothing relies on it. */
export const EXPIRES_AT = 'expiresAt';

/** All indexes hold keys only: a change of state that moves no index key costs no index write. */
export const indexes = {
  due: { name: 'due', partition: 'duePk', sort: 'dueSk' },
  byTime: { name: 'byTime', partition: 'timePk', sort: 'timeSk' },
  byList: { name: 'byList', partition: 'listPk', sort: 'listSk' },
  byPrincipal: { name: 'byPrincipal', partition: 'principalPk', sort: 'principalSk' },
  byTicket: { name: 'byTicket', partition: 'ticketPk', sort: 'ticketSk' },
} as const;
export type Index = (typeof indexes)[keyof typeof indexes];

/** How many partitions a busy key is spread over (1,000 writes a second each, AWS limit). */
export const SHARDS = 4;

/** Spreads ids evenly; the same id always lands on the same shard. */
function shardOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum % SHARDS;
}

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
    pk: `ACTIVATION#${activationId}`,
    sk: `TOKEN#${kind}`,
  }),
  event: (subject: { kind: string; id: string }, seq: number): Key => ({
    pk: subjectPartition(subject),
    sk: `EVENT#${String(seq).padStart(SEQUENCE_DIGITS, '0')}`,
  }),
  link: (activationId: string, hash: string): Key => ({ pk: `ACTIVATION#${activationId}`, sk: `LINK#${hash}` }),
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
} as const;

/** What was put off sorts before every instant, so that one query finds it together with what is due. */
export const PUT_OFF = '!';

/** Index keys of the lists that items appear in. */
export const indexKeys = {
  due: (id: string, dueAt: string) => ({ duePk: `DUE#${shardOf(id)}`, dueSk: `${dueAt}#${id}` }),
  /** Due, but apart from the others, because settling it failed: when it is tried again, due since when, failures. */
  putOff: (id: string, until: string, dueAt: string, failures: number) => ({
    duePk: `DUE#${shardOf(id)}`,
    dueSk: `${PUT_OFF}${until}#${dueAt}#${failures}#${id}`,
  }),
  time: (entity: 'ACTIVATION' | 'EVENT', at: string, id: string) => ({
    timePk: timePartition(entity, at.slice(0, 10), shardOf(id)),
    timeSk: `${at}#${id}`,
  }),
  ofRole: (list: RoleList, roleId: string, sort: string) => ({ listPk: `${list}#${roleId}`, listSk: sort }),
  /** A list of all there are of a noun, spread over shards, in the order of ids. */
  all: (list: NounList, id: string) => ({ listPk: `${list}#${shardOf(id)}`, listSk: id }),
  requester: (principalId: string, at: string, id: string) => ({
    principalPk: `ACTIVATION#${principalId}`,
    principalSk: `${at}#${id}`,
  }),
  /** Every assignment there is, in the order of ids: an assignment stands in the list of its role already. */
  assignment: (id: string) => ({ principalPk: `ASSIGNMENTS#${shardOf(id)}`, principalSk: id }),
  ticket: (number: string, at: string, id: string) => ({ ticketPk: `TICKET#${number}`, ticketSk: `${at}#${id}` }),
} as const;

/** What the index of lists holds for a role: all activations ever, open activations, assignments by type. */
export type RoleList = 'ACTIVATION' | 'OPEN' | 'ASSIGNMENT';

/** What it holds for the whole organization; extension requests while they wait for a decision. */
export type NounList = 'PRINCIPALS' | 'ROLES' | 'RESOURCES' | 'EXTENSIONS';

export function timePartition(entity: 'ACTIVATION' | 'EVENT', day: string, shard: number): string {
  return `${entity}#${day}#${shard}`;
}

/** Where what is older than the retention stands: chains of events, closed activations, and what approvers find them by. */
export const retiredPartitions = [
  ...subjectKinds.map((kind) => keys.event({ kind, id: '*' }, 0).pk),
  keys.decided('*', '', '').pk,
];
