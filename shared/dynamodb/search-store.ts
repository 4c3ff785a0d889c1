import * as v from 'valibot';
import { Principal } from '#shared/domain/principal';
import { directory, Resource } from '#shared/domain/resource';
import { Role } from '#shared/domain/role';
import { MOST_FOUND, searchText } from '#shared/domain/search-text';
import { Stale } from '#shared/ports';
import type { Found, Searches, Sought } from '#shared/ports/searches';
import {
  type Findable,
  type FoundList,
  foundBy,
  type Index,
  indexes,
  indexKeys,
  lastWord,
  searchTerm,
} from './index-keys.ts';
import { keys } from './keys.ts';
import { listAll } from './sharded-list.ts';
import type { Item, KeyList, Table } from './table.ts';

/** How many are read to answer with a few of them: what is archived or switched off may stand between. */
const READ_AT_MOST = 100;
const LISTS = ['PRINCIPALS', 'ROLES', 'RESOURCES'] as const satisfies readonly FoundList[];
/** Where catching up has come to, in the record of the consent, which is there when anything is. */
const State = v.object({ named: v.optional(v.string(), '0 ') });
const ALL = 'all';

/** Names, addresses and ids in the indexes of the table: a record carries the keys by which it is found. */
export function searchStore(table: Table): Searches {
  let isComplete = false;
  /** Where catching up has come to; nothing before the consent, when nobody was written down. */
  const reached = async () => {
    if (isComplete) return ALL;
    const item = await table.get(keys.onboarding());
    const named = item && v.parse(State, item).named;
    isComplete = named === ALL;
    return named;
  };

  async function find<T extends Findable>(
    list: FoundList,
    sought: Sought,
    parse: (item: Item) => T,
    isWanted: (record: T) => boolean,
  ): Promise<Found<T>> {
    const [rows, named] = await Promise.all([
      Promise.all(placesOf(list, sought).map((place) => table.listKeys(place))),
      reached(),
    ]);
    const wanted = new Map(rows.flat().map(({ key }) => [`${key.pk} ${key.sk}`, key]));
    const records = (await table.getSeveral([...wanted.values()])).map(parse);
    // An index may lag behind, and tells of long names only the beginning.
    const found = [...records, ...fixedOf(list, parse)]
      .filter((one) => isMeant(one, sought) && isWanted(one))
      .sort(byName);
    const isCaughtUp = named === undefined || named === ALL;
    // Behind as many as are read, others may be wanted.
    const isWhole = found.length <= MOST_FOUND && rows.every(({ length }) => length < READ_AT_MOST);
    return { items: found.slice(0, MOST_FOUND), ...(isCaughtUp && isWhole ? {} : { incomplete: true }) };
  }

  return {
    findPrincipals: (sought, isWanted) => find('PRINCIPALS', sought, (item) => v.parse(Principal, item), isWanted),
    findRoles: (sought, isWanted) => find('ROLES', sought, (item) => v.parse(Role, item), isWanted),
    findResources: (sought, isWanted) => find('RESOURCES', sought, (item) => v.parse(Resource, item), isWanted),
    async catchUp() {
      const before = await reached();
      if (before === undefined || before === ALL) return;
      const next = await catchUpFrom(table, before);
      await table.update({
        Key: keys.onboarding(),
        UpdateExpression: 'SET named = :next',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':next': next },
      });
    },
  };
}

function placesOf(list: FoundList, { q, email }: Sought): KeyList[] {
  const of = (what: Parameters<typeof foundBy>[0], index: Index, prefix: string) => {
    return { index, partition: foundBy(what, list), prefix, newestFirst: false, limit: READ_AT_MOST };
  };
  if (email !== undefined) return [of('ADDRESS', indexes.byTicket, `${searchTerm(email)}#`)];
  const term = searchTerm(q ?? '');
  const everywhere = [of('NAME', indexes.byPrincipal, term), of('ID', indexes.byTime, term)];
  if (list !== 'PRINCIPALS') return everywhere;
  return [...everywhere, of('ADDRESS', indexes.byTicket, term), of('LAST_WORD', indexes.due, term)];
}

/** The directory exists without being written down. */
function fixedOf<T>(list: FoundList, parse: (item: Item) => T): T[] {
  return list === 'RESOURCES' ? [parse({ ...directory })] : [];
}

function isMeant({ id, displayName, email = '' }: Findable, sought: Sought): boolean {
  const isBegunBy = (q: string) =>
    [displayName, lastWord(displayName), id, email].some((text) => searchText(text).startsWith(searchText(q)));
  const isAddress = (address: string) => searchText(address) === searchText(email);
  return (sought.q === undefined || isBegunBy(sought.q)) && (sought.email === undefined || isAddress(sought.email));
}

/** @param from number of the list and cursor in it; @returns the next one */
async function catchUpFrom(table: Table, from: string): Promise<string> {
  const [place = '0', cursor = ''] = from.split(' ');
  const list = LISTS[Number(place)];
  if (!list) return ALL;
  const page = await listAll(table, list, { limit: READ_AT_MOST, cursor: cursor || undefined }, (item) => item);
  for (const item of page.items) if (item.timeSk === undefined) await makeFindable(table, list, item);
  if (page.nextCursor !== undefined) return `${place} ${page.nextCursor}`;
  return Number(place) + 1 < LISTS.length ? `${Number(place) + 1} ` : ALL;
}

const Named = v.object({
  pk: v.string(),
  sk: v.string(),
  id: v.string(),
  displayName: v.string(),
  email: v.optional(v.string()),
});

async function makeFindable(table: Table, list: FoundList, item: Item): Promise<void> {
  const { pk, sk, displayName, email, ...record } = v.parse(Named, item);
  const set = indexKeys.found(list, { ...record, displayName, email });
  const assignments = Object.keys(set).map((name) => `${name} = :${name}`);
  const values = Object.entries(set).map(([name, value]) => [`:${name}`, value]);
  const change = {
    Key: { pk, sk },
    UpdateExpression: `SET ${assignments.join(', ')}`,
    ConditionExpression: `displayName = :seen AND ${email === undefined ? 'attribute_not_exists(email)' : 'email = :email'}`,
    ExpressionAttributeValues: {
      ...Object.fromEntries(values),
      ':seen': displayName,
      ...(email === undefined ? {} : { ':email': email }),
    },
  };
  // Whoever changed it meanwhile has written the keys along.
  await table.update(change).catch((error: unknown) => {
    if (!(error instanceof Stale)) throw error;
  });
}

function byName(a: Findable, b: Findable): number {
  const [one, other] = [searchText(a.displayName), searchText(b.displayName)];
  if (one !== other) return one < other ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
