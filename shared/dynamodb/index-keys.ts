import { searchText } from '#shared/domain/search-text';

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
  /** What is open at a place that can move, in the order of ids: by role it is listed already. */
  openAt: (resourceId: string, id: string) => ({ principalPk: `OPEN_AT#${resourceId}`, principalSk: id }),
  /** Every assignment there is, in the order of ids: an assignment stands in the list of its role already. */
  assignment: (id: string) => ({ principalPk: `ASSIGNMENTS#${shardOf(id)}`, principalSk: id }),
  /**
   * How a record is found by the beginning of its name, id and address, and of a person also by the last word of the name;
   * it stands in these indexes for nothing else.
   */
  found: (list: FoundList, { id, displayName, email }: Findable) => ({
    principalPk: foundBy('NAME', list),
    principalSk: `${searchTerm(displayName)}#${id}`,
    timePk: foundBy('ID', list),
    timeSk: `${searchTerm(id)}#${id}`,
    ...(list === 'PRINCIPALS'
      ? { duePk: foundBy('LAST_WORD', list), dueSk: `${searchTerm(lastWord(displayName))}#${id}` }
      : {}),
    ...(email === undefined ? {} : { ticketPk: foundBy('ADDRESS', list), ticketSk: `${searchTerm(email)}#${id}` }),
  }),
  ticket: (number: string, at: string, id: string) => ({ ticketPk: `TICKET#${number}`, ticketSk: `${at}#${id}` }),
} as const;

/** What the index of lists holds for a role: all activations ever, open activations, assignments by type. */
export type RoleList = 'ACTIVATION' | 'OPEN' | 'ASSIGNMENT';

/** What it holds for the whole organization; extension requests while they wait for a decision. */
export type NounList = 'PRINCIPALS' | 'ROLES' | 'RESOURCES' | 'EXTENSIONS';

/** What can be searched. */
export type FoundList = 'PRINCIPALS' | 'ROLES' | 'RESOURCES';

export interface Findable {
  readonly id: string;
  readonly displayName: string;
  readonly email?: string | undefined;
}

export function foundBy(what: 'NAME' | 'ID' | 'LAST_WORD' | 'ADDRESS', list: FoundList): string {
  return `${what}#${list}`;
}

/** So much of a name counts: a sort key has room for 1,024 bytes (AWS limit). */
const LONGEST_TERM = 100;
export const searchTerm = (text: string) => [...searchText(text)].slice(0, LONGEST_TERM).join('');
export const lastWord = (name: string) => name.trim().split(/\s+/).at(-1) ?? '';

export function timePartition(entity: 'ACTIVATION' | 'EVENT', day: string, shard: number): string {
  return `${entity}#${day}#${shard}`;
}
