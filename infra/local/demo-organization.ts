import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY, type IdKind, idPrefixes } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings, type RoleSettings, type SettingsVersion } from '#shared/domain/role-settings';
import { directoryStore } from '#shared/dynamodb/directory-store';
import { onboardingStore } from '#shared/dynamodb/onboarding-store';
import { principalStore } from '#shared/dynamodb/principal-store';
import { openTable } from '#shared/dynamodb/table';
import type { Directory } from '#shared/ports';
import { consent } from '#shared/use-cases/consent';
import { people, STRANGER, workloads } from './people.ts';
import type { LocalStack } from './stack.ts';
import { partnerIssuer } from './template-origins.ts';

const HELPDESK = 'helpdesk';

const role = (id: string, displayName: string, description: string): Role => ({
  id,
  displayName,
  description,
  privileged: true,
  builtIn: false,
  enabled: true,
  provider: { kind: 'directory' },
  revision: 1,
});

const roles: readonly (Role & { settings?: RoleSettings })[] = [
  {
    ...role('exchange-administrator', 'Exchange Administrator', 'Manages mailboxes and transport.'),
    settings: {
      ...defaultSettings,
      maximumDurationMinutes: 8 * 60,
      ticket: { required: true, systems: [] },
      decisionMode: 'link',
      approval: {
        ...defaultSettings.approval,
        required: true,
        approvers: [
          { kind: 'user', id: 'grace', displayName: 'Grace Hopper' },
          { kind: 'user', id: 'alan', displayName: 'Alan Turing' },
        ],
      },
    },
  },
  role('user-administrator', 'User Administrator', 'Creates and changes user accounts.'),
  {
    ...role('billing-administrator', 'Billing Administrator', 'Buys and pays.'),
    settings: {
      ...defaultSettings,
      approval: { ...defaultSettings.approval, required: true },
      breakGlass: {
        principals: [{ kind: 'user', id: 'margaret', displayName: 'Margaret Hamilton' }],
        maximumDurationMinutes: 30,
      },
    },
  },
  {
    ...role('helpdesk-administrator', 'Helpdesk Administrator', 'Resets passwords.'),
    settings: { ...defaultSettings, maximumDurationMinutes: 4 * 60, mfa: { require: 'none' } },
  },
];

/** The tree below the directory: parents first. */
const resources: readonly Resource[] = [
  { id: 'production', displayName: 'Production', kind: 'organizational_unit', ancestors: [DIRECTORY], revision: 1 },
  { id: 'payments', displayName: 'Payments', kind: 'account', ancestors: ['production', DIRECTORY], revision: 1 },
];

/** In Payments helpdesk takes a second factor and lasts half an hour. */
const stricter: SettingsVersion = {
  roleId: 'helpdesk-administrator',
  resourceId: 'payments',
  version: 1,
  settings: { ...defaultSettings, maximumDurationMinutes: 30 },
};

/** Soon enough to ask for an extension. */
const GUESTS_DAYS = 10;
const DAY_MINUTES = 24 * 60;

/** Who is eligible for what, or holds it: principal, role, type. */
const assignments = [
  ['ada', 'exchange-administrator', 'eligible'],
  ['margaret', 'user-administrator', 'eligible'],
  ['margaret', 'billing-administrator', 'eligible'],
  [HELPDESK, 'helpdesk-administrator', 'eligible'],
  ['linus', 'helpdesk-administrator', 'eligible'],
  ['alan', SECURITY_ADMINISTRATOR, 'active'],
] as const;

/** Fills a new table with the organization the README tells its story with. */
export async function seedDemoOrganization(stack: LocalStack): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: stack.servicesOrigin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const needs = {
    table: openTable(stack.tableName, client),
    tableName: stack.tableName,
    newId: (kind: IdKind) => `${idPrefixes[kind]}_${ulid()}`,
    now: () => new Date().toISOString(),
  };
  const directory = directoryStore(needs);
  await addPrincipals(directory, stack.identityProviderOrigin);
  await consent(
    { issuer: stack.identityProviderOrigin, subject: 'grace', entitled: true },
    { ...needs, onboardings: onboardingStore(needs), principals: principalStore(needs.table) },
  );
  await addRoles(directory);
  for (const resource of resources) await directory.addResource(resource, demonstration);
  await directory.addSettings(stricter, demonstration);
  await addAssignments(directory, needs.now(), needs.newId);
  client.destroy();
}

async function addPrincipals(directory: Directory, issuer: string): Promise<void> {
  for (const { subject, name, email, signsInAt } of people.filter((person) => person.subject !== STRANGER)) {
    const place =
      signsInAt === 'partner'
        ? { kind: 'guest' as const, issuer: partnerIssuer(issuer) }
        : { kind: 'user' as const, issuer };
    await directory.addPrincipal(
      { id: subject, ...place, displayName: name, email, subject, enabled: true, revision: 1 },
      demonstration,
    );
  }
  for (const { subject } of workloads)
    await directory.addPrincipal(
      { id: subject, kind: 'workload', displayName: subject, issuer, subject, enabled: true, revision: 1 },
      demonstration,
    );
  await directory.addPrincipal(
    { id: HELPDESK, kind: 'group', displayName: 'Helpdesk', enabled: true, revision: 1 },
    demonstration,
  );
  await directory.addMember({ principalId: 'margaret', groupId: HELPDESK, groupName: 'Helpdesk' }, demonstration);
}

async function addRoles(directory: Directory): Promise<void> {
  for (const { settings, ...plain } of roles) {
    await directory.addRole(plain, demonstration);
    if (settings)
      await directory.addSettings({ roleId: plain.id, resourceId: DIRECTORY, version: 1, settings }, demonstration);
  }
}

async function addAssignments(directory: Directory, now: string, newId: (kind: IdKind) => string): Promise<void> {
  for (const [principalId, roleId, type] of assignments)
    await directory.addAssignment(
      {
        id: newId('assignment'),
        principalId,
        roleId,
        resourceId: DIRECTORY,
        type,
        startsAt: plusMinutes(now, -1),
        ...(principalId === 'linus' ? { endsAt: plusMinutes(now, GUESTS_DAYS * DAY_MINUTES) } : {}),
        justification: 'Demo organization',
        createdAt: now,
        createdBy: 'grace',
        revision: 1,
      },
      demonstration,
    );
}
