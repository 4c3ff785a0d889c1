import * as v from 'valibot';
import type { Actor, EventType, SubjectKind } from '#shared/domain/audit-event';
import { type Membership, Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { NewId, Now } from '#shared/ports';
import type { Directory } from '#shared/ports/directory';
import {
  firstSettingsWrites,
  newAssignmentWrites,
  newMemberWrites,
  newPrincipalWrites,
  roleItem,
} from './directory-items.ts';
import { eventWrite } from './events.ts';
import { keys } from './keys.ts';
import { freshIdWrite, nameRetiredId } from './removal-store.ts';
import { newResourceWrites } from './resource-tree-store.ts';
import { Refused, type Table, type Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Writes the organization down in DynamoDB, each addition with its audit event. */
export function directoryStore({ table, tableName, newId, now }: Needs): Directory {
  const forms = writesFor(tableName);
  const add = (
    writes: Write[],
    type: EventType,
    subject: { kind: SubjectKind; id: string },
    seq: number,
    actor: Actor,
    details: Record<string, unknown>,
  ) => table.write([...writes, eventWrite(forms, newId, { type, actor, details }, subject, seq, now())]);
  const addNew = (writes: Write[], noun: 'role' | 'resource', record: Role | Resource, actor: Actor) => {
    const { id, revision } = record;
    const all = [...writes, freshIdWrite(forms, noun, id)];
    return add(all, `${noun}.added`, { kind: noun, id }, revision, actor, { ...record }).catch((error: unknown) =>
      nameRetiredId(error, all),
    );
  };

  return {
    addPrincipal: (principal, actor) =>
      add(
        newPrincipalWrites(forms, principal),
        'principal.added',
        { kind: 'principal', id: principal.id },
        principal.revision,
        actor,
        {
          kind: principal.kind,
          displayName: principal.displayName,
        },
      ),
    addMember: (membership, actor) =>
      joinGroup(table, forms, membership, (seq) => {
        const { groupId, groupName, principalId } = membership;
        const details = { groupId, groupName, principalIds: [principalId] };
        const draft = { type: 'group.member_added' as const, actor, details };
        return eventWrite(forms, newId, draft, { kind: 'principal', id: groupId }, seq, now());
      }),
    addRole: (role, actor) => addNew([forms.putNew(keys.role(role.id), 'role', roleItem(role))], 'role', role, actor),
    addResource: (resource, actor) => addNew(newResourceWrites(tableName, resource), 'resource', resource, actor),
    addSettings: (settings, actor) =>
      add(
        firstSettingsWrites(forms, settings),
        'role.settings_changed',
        { kind: 'role_settings', id: `${settings.roleId}:${settings.resourceId}` },
        settings.version,
        actor,
        { ...settings },
      ),
    addAssignment: (assignment, actor) =>
      add(
        newAssignmentWrites(forms, assignment),
        'assignment.added',
        { kind: 'assignment', id: assignment.id },
        assignment.revision,
        actor,
        {
          ...assignment,
        },
      ),
  };
}

const MOST_ATTEMPTS = 8;
/** The group's own record is written before both places of the membership. */
const MEMBERSHIP = [1, 2];

/** Raises the group's revision with the membership; who merely met somebody else joining the same group tries again. */
async function joinGroup(
  table: Table,
  forms: WriteForms,
  membership: Membership,
  eventAt: (seq: number) => Write,
): Promise<void> {
  const group = keys.principal(membership.groupId);
  for (let attempt = 1; ; attempt += 1) {
    const item = await table.get(group);
    if (!item) throw new Refusal('principal_not_found');
    const { revision } = v.parse(Principal, item);
    const raised = forms.update(group, { revision: revision + 1 }, { revision });
    try {
      return await table.write([raised, ...newMemberWrites(forms, membership), eventAt(revision + 1)]);
    } catch (error) {
      const isMember = !(error instanceof Refused) || error.positions.some((place) => MEMBERSHIP.includes(place));
      if (isMember || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
