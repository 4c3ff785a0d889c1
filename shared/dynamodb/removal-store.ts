import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';
import { Role } from '#shared/domain/role';
import { SettingsVersion } from '#shared/domain/role-settings';
import type { NewId, Now } from '#shared/ports';
import { type Removable, type Removals, type Use, uses } from '#shared/ports/removals';
import { eventWrite } from './events.ts';
import { type Key, keys, prefixes } from './keys.ts';
import { identityHash } from './principal-store.ts';
import { leavingWrites } from './resource-tree-store.ts';
import { listAll } from './sharded-list.ts';
import { Refused, type Table, type Write } from './table.ts';
import { UNUSED, USED_BY } from './use-attributes.ts';
import { type WriteForms, writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

const Marked = v.object({ [UNUSED]: v.optional(v.boolean(), false), [USED_BY]: v.optional(v.picklist(uses)) });
const ROLES_AT_ONCE = 100;

/** Removes from DynamoDB what nothing ever named: the mark in its record is the condition. */
export function removalStore({ table, tableName, newId, now }: Needs): Removals {
  const forms = writesFor(tableName);
  return {
    async findUse(noun, id): Promise<Use | undefined> {
      const marked = v.parse(Marked, (await table.get(keys[noun](id))) ?? {});
      return marked[UNUSED] ? undefined : (marked[USED_BY] ?? 'earlier_version');
    },
    async remove(what, event) {
      const { noun, record } = what;
      const { id, revision } = record;
      await table.write([
        forms.removeExpected(keys[noun](id), { revision, [UNUSED]: true }),
        forms.putNew(keys.retiredId(noun, id), 'retired_id', { noun, id }),
        ...besideWrites(forms, tableName, what),
        eventWrite(forms, newId, event, { kind: noun, id }, revision + 1, now()),
      ]);
    },
    async findSettingsNaming(groupId) {
      let cursor: string | undefined;
      do {
        const page = await listAll(table, 'ROLES', { limit: ROLES_AT_ONCE, cursor }, (item) => v.parse(Role, item));
        for (const { id } of page.items) {
          const items = await table.listPartition(keys.role(id).pk, prefixes.settings);
          const found = items.map((item) => v.parse(SettingsVersion, item)).find((version) => names(version, groupId));
          if (found) return { roleId: found.roleId, resourceId: found.resourceId };
        }
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return undefined;
    },
  };
}

function names({ settings, takenBack }: SettingsVersion, groupId: string): boolean {
  if (takenBack) return false;
  const entries = [...settings.approval.approvers, ...settings.breakGlass.principals];
  return entries.some(({ kind, id }) => kind === 'group' && id === groupId);
}

/** What stands beside a record and is worth nothing without it. */
function besideWrites(forms: WriteForms, tableName: string, { noun, record }: Removable): Write[] {
  if (noun === 'role') return [];
  if (noun === 'resource') return leavingWrites(tableName, record);
  const { id, issuer, subject } = record;
  const isBound = issuer !== undefined && subject !== undefined;
  return [
    forms.remove(keys.invitation(id)),
    ...(isBound ? [forms.remove(keys.identity(identityHash(issuer, subject)))] : []),
  ];
}

/** Demands of something new that its id was never that of something else. */
export function freshIdWrite(forms: WriteForms, noun: Removable['noun'], id: string): Write {
  return forms.checkAbsent(keys.retiredId(noun, id));
}

/** Names the id that was given before, where one is why a transaction was refused. @throws Refusal id_retired, or the error */
export function nameRetiredId(error: unknown, writes: readonly Write[]): never {
  const isRetired = (key: Key | undefined) => key?.sk === keys.retiredId('role', '').sk;
  const refused = error instanceof Refused ? error.positions.map((position) => writes[position]?.ConditionCheck) : [];
  if (refused.some((check) => isRetired(check?.Key as Key | undefined))) throw new Refusal('id_retired');
  throw error;
}
