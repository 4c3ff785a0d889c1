import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { awsOrganization } from '#shared/aws-organization';
import { directoryStore } from '#shared/dynamodb/directory-store';
import { onboardingStore } from '#shared/dynamodb/onboarding-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { roleStore } from '#shared/dynamodb/role-store';
import { tableNeeds } from './wiring.ts';

/** AWS Organizations answers a few requests a second for the whole account: the client slows down and asks again. */
const PATIENT = {
  retryMode: 'adaptive',
  maxAttempts: 10,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 },
} as const;

/** What imports the tree of resources; no other function has the client of AWS Organizations. */
export function organizationPorts() {
  const needs = tableNeeds();
  const { now, newId, table } = needs;
  return {
    cloudOrganization: awsOrganization(new OrganizationsClient(PATIENT)),
    directory: directoryStore(needs),
    onboardings: onboardingStore(needs),
    resourceTree: resourceTreeStore(needs),
    roles: roleStore(table),
    newId,
    now,
  };
}
