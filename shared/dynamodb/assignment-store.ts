import * as v from 'valibot';
import { Assignment } from '#shared/domain/assignment';
import { Principal } from '#shared/domain/principal';
import type { NewId, Now } from '#shared/ports';
import type { Assignments, Holder } from '#shared/ports/assignments';
import { nameLastAdministrator, STANDING } from './administrator-count.ts';
import { listAssignments } from './assignment-listings.ts';
import {
  assignmentEvent,
  comingWrites,
  countOf,
  goingWrites,
  holderWrites,
  supersedingWrites,
} from './assignment-writes.ts';
import { assignmentItem, slotKey } from './directory-items.ts';
import { newEndingWrite } from './ending-writes.ts';
import { closeExtensionWrites } from './extension-writes.ts';
import { guardWrites } from './guards.ts';
import { keys } from './keys.ts';
import { usesAmong } from './role-use-store.ts';
import type { Item, Table, Write } from './table.ts';
import { writesFor } from './writes.ts';

const HolderItem = v.object({ principalId: v.string() });
const StandingItem = v.object({ [STANDING]: v.optional(v.boolean(), false) });
const CountItem = v.object({ standing: v.number() });
const SlotItem = v.object({ sk: v.string(), changes: v.number() });
const MemberItem = v.object({ principalId: v.string() });

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Assignments in DynamoDB: each in its holder's partition, found by id through a pointer. */
export function assignmentStore(store: Needs): Assignments {
  return { ...readers(store.table), ...changes(store) };
}

function readers(table: Table) {
  return {
    async find(id) {
      const pointer = await table.get(keys.assignmentHolder(id));
      const item = pointer && (await table.get(keys.assignment(v.parse(HolderItem, pointer).principalId, id)));
      return item && v.parse(Assignment, item);
    },
    async findHolder(principalId) {
      return toHolder(await table.listPartition(keys.principal(principalId).pk));
    },
    async listPrincipals(ids) {
      const items = await table.getSeveral([...new Set(ids)].map((id) => keys.principal(id)));
      return items.map((item) => v.parse(Principal, item));
    },
    async listUsesOfMembers(groupId, roleId) {
      const members = await table.listPartition(keys.member(groupId, '').pk);
      const ids = members.map((item) => v.parse(MemberItem, item).principalId);
      const items = await table.getSeveral(ids.map((id) => keys.roleUse(id, roleId)));
      const uses = new Map(items.flatMap((item) => usesAmong([item]).map(({ lastUsedAt }) => [item.pk, lastUsedAt])));
      return ids.map((id) => uses.get(keys.roleUse(id, roleId).pk));
    },
    async countAdministrators() {
      const item = await table.get(keys.administrators());
      return item ? v.parse(CountItem, item).standing : 0;
    },
    list: (filter, page) => listAssignments(table, filter, page),
  } satisfies Partial<Assignments>;
}

function changes({ table, tableName, newId, now }: Needs) {
  const forms = writesFor(tableName);
  const needs = { forms, tableName, newId, now };
  const write = (writes: Write[]) => table.write(writes).catch((error) => nameLastAdministrator(error, writes));

  return {
    add: (assignment, holder, event, guards, ending) =>
      write([
        ...comingWrites(needs, assignment, holder),
        ...holderWrites(needs, holder, { to: assignment }),
        assignmentEvent(needs, assignment.id, event, assignment.revision),
        ...guardWrites(forms, guards),
        ...(ending ? [newEndingWrite(forms, ending)] : []),
      ]),
    remove: (assignment, holder, event, leaving) =>
      write([
        ...goingWrites(needs, assignment, leaving, event.actor),
        ...holderWrites(needs, holder, { from: assignment }),
        assignmentEvent(needs, assignment.id, event, assignment.revision + 1),
      ]),
    convert: (from, to, holder, guards) =>
      write([
        ...goingWrites(needs, from.assignment, from, from.event.actor),
        ...comingWrites(needs, to.assignment, holder),
        ...holderWrites(needs, holder, { from: from.assignment, to: to.assignment }),
        assignmentEvent(needs, from.assignment.id, from.event, from.assignment.revision + 1),
        assignmentEvent(needs, to.assignment.id, to.event, to.assignment.revision),
        ...(to.ending ? [newEndingWrite(forms, to.ending)] : []),
        ...guardWrites(forms, guards),
      ]),
    extend: (next, expecting, holder, event, { decided, guards }) =>
      write([
        overWrite(next, expecting),
        forms.count(slotKey(next), 'assignment_slot', countOf(next, holder)),
        ...holderWrites(needs, holder, { to: next }),
        assignmentEvent(needs, next.id, event, next.revision),
        ...closeExtensionWrites(needs, decided),
        ...guardWrites(forms, guards),
      ]),
    change: (next, expecting, holder, event, { movesEnd, superseded, ending, guards }) =>
      write([
        overWrite(next, expecting),
        forms.count(slotKey(next), 'assignment_slot', countOf(next, holder)),
        ...holderWrites(needs, holder, { from: expecting, to: next }),
        assignmentEvent(needs, next.id, event, next.revision),
        ...(movesEnd ? supersedingWrites(needs, next.id, superseded) : []),
        ...(ending ? [newEndingWrite(forms, ending)] : []),
        ...guardWrites(forms, guards),
      ]),
    step: (next, expecting, event, ending) =>
      write([
        overWrite(next, expecting),
        assignmentEvent(needs, next.id, event, next.revision),
        ...(ending ? [newEndingWrite(forms, ending)] : []),
      ]),
  } satisfies Partial<Assignments>;

  function overWrite(next: Assignment, { revision }: Assignment): Write {
    return forms.putOver(keys.assignment(next.principalId, next.id), 'assignment', assignmentItem(next), { revision });
  }
}

function toHolder(items: readonly Item[]): Holder | undefined {
  const profile = items.find(({ entity }) => entity === 'principal');
  if (!profile) return undefined;
  const of = (entity: string) => items.filter((item) => item.entity === entity);
  const slots = of('assignment_slot').map((item) => v.parse(SlotItem, item));
  return {
    principal: v.parse(Principal, profile),
    isStanding: v.parse(StandingItem, profile)[STANDING],
    assignments: of('assignment').map((item) => v.parse(Assignment, item)),
    uses: usesAmong(items),
    slots: new Map(slots.map(({ sk, changes: count }) => [sk, count])),
  };
}
