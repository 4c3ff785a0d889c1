import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import type { LocalStack } from '#infra/local/stack';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY, type IdKind, idPrefixes } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { directoryStore } from '#shared/dynamodb/directory-store';
import { openTable } from '#shared/dynamodb/table';

type Changes = Partial<Omit<RoleSettings, 'approval'>> & { readonly approval?: Partial<RoleSettings['approval']> };

export type Additions = ReturnType<typeof additionsTo>;

/** Adds to the organization of a running stack, as an administrator would. */
export function additionsTo(stack: LocalStack) {
  const client = new DynamoDBClient({
    endpoint: stack.servicesOrigin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const newId = (kind: IdKind) => `${idPrefixes[kind]}_${ulid()}`;
  const now = () => new Date().toISOString();
  const table = openTable(stack.tableName, client);
  const directory = directoryStore({ table, tableName: stack.tableName, newId, now });
  return {
    /** A person; without an address they sign in, but get no mail. */
    addPerson: (id: string, email?: string) =>
      directory.addPrincipal(
        {
          id,
          kind: 'user',
          displayName: id,
          ...(email === undefined ? {} : { email }),
          issuer: stack.identityProviderOrigin,
          subject: id,
          enabled: true,
          revision: 1,
        },
        demonstration,
      ),
    async addRole(id: string, { approval, ...changes }: Changes): Promise<void> {
      const role = { id, displayName: id, description: '', privileged: true, builtIn: false, enabled: true } as const;
      const settings = { ...defaultSettings, ...changes, approval: { ...defaultSettings.approval, ...approval } };
      await directory.addRole({ ...role, provider: { kind: 'directory' }, revision: 1 }, demonstration);
      await directory.addSettings({ roleId: id, resourceId: DIRECTORY, version: 1, settings }, demonstration);
    },
    makeEligible: (principalId: string, roleId: string) =>
      directory.addAssignment(
        {
          ...{ id: newId('assignment'), principalId, roleId, resourceId: DIRECTORY, type: 'eligible', revision: 1 },
          ...{ startsAt: plusMinutes(now(), -1), createdAt: now(), createdBy: 'grace', justification: 'Test' },
        },
        demonstration,
      ),
    close: () => client.destroy(),
  };
}

export const approver = (id: string) => ({ kind: 'user' as const, id, displayName: id });
