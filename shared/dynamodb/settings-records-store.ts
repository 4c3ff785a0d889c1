import * as v from 'valibot';
import { DIRECTORY, isId } from '#shared/domain/id';
import { Refusal } from '#shared/domain/refusal';
import { SettingsVersion } from '#shared/domain/role-settings';
import type { NewId, Now, Page, PageRequest } from '#shared/ports';
import type { SettingsRecords } from '#shared/ports/settings-records';
import { withdrawWrites } from './activation-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { firstSettingsWrites, inForce } from './directory-items.ts';
import { newEndingWrite } from './ending-writes.ts';
import { eventWrite } from './events.ts';
import { keys, prefixes } from './keys.ts';
import type { Table, Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Settings of roles in DynamoDB: the version in force, and every version there was. */
export function settingsRecordsStore({ table, tableName, newId, now }: Needs): SettingsRecords {
  const forms = writesFor(tableName);
  return {
    listVersions: (roleId, resourceId, page) => listVersions(table, roleId, resourceId, page),
    listOverrides: (roleId, page) => listOverrides(table, roleId, page),
    async save(next, draft, withdrawn, ending) {
      const subject = { kind: 'role_settings' as const, id: `${next.roleId}:${next.resourceId}` };
      const cancelled = withdrawn.flatMap(({ next: closed, expecting, event }) => {
        const about = { kind: 'activation' as const, id: closed.id };
        const written = eventWrite(forms, newId, event, about, closed.revision, now());
        return withdrawWrites(forms, closed, expecting, written);
      });
      const event = eventWrite(forms, newId, draft, subject, next.version, now());
      const asking = ending ? [newEndingWrite(forms, ending)] : [];
      await table.write([...versionWrites(forms, next), event, ...cancelled, ...asking]);
    },
  };
}

function versionWrites(forms: WriteForms, next: SettingsVersion): Write[] {
  const { roleId, resourceId, version } = next;
  if (version === 1) return firstSettingsWrites(forms, next);
  return [
    forms.putOver(keys.settings(roleId, resourceId), 'settings', inForce(next), { version: version - 1 }),
    forms.putNew(keys.settingsVersion(roleId, resourceId, version), 'settings_version', next),
  ];
}

const HIGHEST = 99_999_999;

/** The position in the list is the number of the version. */
async function listVersions(
  table: Table,
  roleId: string,
  resourceId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<SettingsVersion>> {
  const keyOf = (version: number) => keys.settingsVersion(roleId, resourceId, version);
  const before = decodeCursor(cursor) ?? String(HIGHEST);
  if (!/^\d{1,8}$/.test(before)) throw new Refusal('invalid_cursor');
  const rows = await table.listKeys({
    partition: keyOf(HIGHEST).pk,
    newestFirst: true,
    limit: limit + 1,
    after: keyOf(Number(before)).sk,
  });
  const oldest = keyOf(0).sk;
  const own = rows.filter(({ sort }) => sort > oldest);
  const items = await table.getSeveral(own.slice(0, limit).map(({ key }) => key));
  const versions = items.map((item) => v.parse(SettingsVersion, item));
  const last = versions.at(-1);
  return { items: versions, ...(own.length > limit && last ? { nextCursor: encodeCursor(String(last.version)) } : {}) };
}

/** The position in the list is the id of the resource. The directory comes first in the partition, and is skipped. */
async function listOverrides(
  table: Table,
  roleId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<SettingsVersion>> {
  const after = decodeCursor(cursor) ?? DIRECTORY;
  if (!isId(after)) throw new Refusal('invalid_cursor');
  const { pk: partition, sk } = keys.settings(roleId, after);
  const rows = await table.listKeys({ partition, newestFirst: false, limit: limit + 1, after: sk });
  const found = rows.filter(({ sort }) => sort.startsWith(prefixes.settings));
  const shown = found.slice(0, limit);
  const items = await table.getSeveral(shown.map(({ key }) => key));
  const versions = items.map((item) => v.parse(SettingsVersion, item));
  const last = shown.at(-1)?.sort.slice(prefixes.settings.length);
  return {
    items: versions.filter(({ takenBack }) => !takenBack),
    ...(found.length > limit && last !== undefined ? { nextCursor: encodeCursor(last) } : {}),
  };
}
