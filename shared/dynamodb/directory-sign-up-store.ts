import type { Role } from '#shared/domain/role';
import type { EventDraft, NewId } from '#shared/ports';
import type { DirectorySignUp } from '#shared/ports/directory-sign-up';
import { roleItem } from './directory-items.ts';
import { eventWrite } from './events.ts';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';
import { type WriteForms, writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
}

/** Consenting is the first event of the onboarding, the sign-up the second and last one. */
const SEQUENCE = 2;

/** The sign-up for directory roles in DynamoDB: written to the consent, once (ONB-3). */
export function directorySignUpStore({ table, tableName, newId }: Needs): DirectorySignUp {
  const forms = writesFor(tableName);
  return {
    signUp: (by, at, roles, draft) =>
      table.write([
        signUpWrite(tableName, by, at),
        ...roles.flatMap((role) => newRoleWrites(forms, newId, role, draft, at)),
        eventWrite(forms, newId, draft, { kind: 'organization', id: 'onboarding' }, SEQUENCE, at),
      ]),
  };
}

function signUpWrite(tableName: string, by: string, at: string): Write {
  return {
    Update: {
      TableName: tableName,
      Key: keys.onboarding(),
      UpdateExpression: 'SET directoryRolesBy = :by, directoryRolesAt = :at',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(directoryRolesAt)',
      ExpressionAttributeValues: { ':by': by, ':at': at },
    },
  };
}

function newRoleWrites(forms: WriteForms, newId: NewId, role: Role, { actor }: EventDraft, at: string): Write[] {
  const { id, displayName, revision } = role;
  const added: EventDraft = { type: 'role.added', actor, details: { displayName, builtIn: true } };
  return [
    forms.putNew(keys.role(id), 'role', roleItem(role)),
    eventWrite(forms, newId, added, { kind: 'role', id }, revision, at),
  ];
}
