import * as v from 'valibot';
import { isBound, Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import type { EventDraft, NewId, Now, Page } from '#shared/ports';
import { matching, type PrincipalRecords } from '#shared/ports/principal-records';
import { countWrite, readStanding, STANDING } from './administrator-count.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { newMemberWrites, newPrincipalWrites, personWrites, removeMemberWrites } from './directory-items.ts';
import { newEndingWrite } from './ending-writes.ts';
import { eventWrite } from './events.ts';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import { freshIdWrite, nameRetiredId } from './removal-store.ts';
import { fillPage, listAll } from './sharded-list.ts';
import { type Item, Refused, type Table, type Write } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

const parse = (item: Item) => v.parse(Principal, item);

/** Principals in DynamoDB as administrators keep them: the record, the members of a group, the events, together. */
export function principalRecordStore({ table, tableName, newId, now }: Needs): PrincipalRecords {
  const forms = writesFor(tableName);
  const eventWrites = ({ id, revision }: Principal, events: readonly EventDraft[]) =>
    events.map((draft, place) =>
      eventWrite(forms, newId, draft, { kind: 'principal', id }, revision - events.length + 1 + place, now()),
    );
  const joinWrites = ({ id: groupId, displayName: groupName }: Principal, added: readonly string[] = []) =>
    added.flatMap((principalId) => newMemberWrites(forms, { principalId, groupId, groupName }));

  return {
    ...principalListings(table),
    async add(principal, { events, added }) {
      const writes = newPrincipalWrites(forms, principal);
      const joining = [...joinWrites(principal, added), ...eventWrites(principal, events)];
      const all = [...writes, ...joining, freshIdWrite(forms, 'principal', principal.id)];
      await table.write(all).catch((error: unknown) => nameWhatExists(error, all, writes.length));
    },
    async change(next, expecting, { events, added, removed = [], endings = [] }) {
      const { id, revision } = expecting;
      const isSwitched = next.enabled !== expecting.enabled;
      const standing = isSwitched ? await readStanding(table, id) : undefined;
      const isCounted = isBound(expecting) && standing === true;
      const count = isCounted ? [countWrite(tableName, next.enabled ? 1 : -1)] : [];
      const condition = { revision, ...(isSwitched ? { [STANDING]: standing } : {}) };
      const isReaddressed = next.email !== expecting.email;
      const writes: Write[] = [
        forms.update(keys.principal(id), changesOf(next), condition),
        ...count,
        ...(next.personId === expecting.personId ? [] : personWrites(forms, next, expecting)),
        ...joinWrites(next, added),
        ...removed.flatMap((member) => removeMemberWrites(forms, id, member)),
        ...endings.map((ending) => newEndingWrite(forms, ending)),
        // The code went to an address that is theirs no more.
        ...(isReaddressed ? [forms.remove(keys.invitation(id))] : []),
        ...eventWrites(next, events),
      ];
      await table.write(writes).catch((error: unknown) => nameTheLastOne(error, count.length > 0));
    },
  };
}

function principalListings(table: Table): Omit<PrincipalRecords, 'add' | 'change'> {
  return {
    list(filter, page) {
      const read = (part: typeof page) => listAll(table, 'PRINCIPALS', part, parse);
      if (filter.kind === undefined && filter.enabled === undefined && filter.archived) return read(page);
      return fillPage(read, matching(filter), page, ({ id }) => id);
    },
    async listMembers(groupId, { limit, cursor }): Promise<Page<Principal>> {
      const rows = await table.listKeys({
        partition: keys.member(groupId, '').pk,
        newestFirst: false,
        limit: limit + 1,
        after: decodeCursor(cursor),
      });
      const items = await table.getSeveral(rows.slice(0, limit).map(({ sort }) => keys.principal(sort)));
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { items: items.map(parse), ...(last ? { nextCursor: encodeCursor(last.sort) } : {}) };
    },
    async findMembers(groupId, ids) {
      const items = await table.getSeveral([...new Set(ids)].map((id) => keys.member(groupId, id)));
      return items.map((item) => String(item.sk));
    },
  };
}

/** Attributes one by one, never the whole item: it holds more than the rules see. */
function changesOf(principal: Principal): Item {
  const { displayName, email, addressedBy, personId, enabled, archived, invitations, revision } = principal;
  const found = indexKeys.found('PRINCIPALS', principal);
  const changes = { displayName, email, addressedBy, personId, enabled, archived, invitations, revision, ...found };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

const RECORD = 0;
const COUNT = 1;

/** The record comes first, then the binding of the identity; what follows names nothing of its own. */
function nameWhatExists(error: unknown, all: readonly Write[], ownWrites: number): never {
  const [position] = error instanceof Refused ? error.positions : [];
  if (position === RECORD) throw new Refusal('principal_exists');
  if (position !== undefined && position < ownWrites) throw new Refusal('identity_taken');
  return nameRetiredId(error, all);
}

function nameTheLastOne(error: unknown, isCounted: boolean): never {
  const isLast = isCounted && error instanceof Refused && error.positions.every((position) => position === COUNT);
  throw isLast ? new Refusal('last_administrator') : error;
}
