import { afterAll, describe } from 'vitest';
import { useWorlds } from '#test/support/use-worlds';
import { activationAlongsideContract } from './activation-alongside-contract.ts';
import { activationListingsContract } from './activation-listings-contract.ts';
import { activationReplaceContract } from './activation-replace-contract.ts';
import { activationReportContract } from './activation-report-contract.ts';
import { activationStoreContract } from './activation-store-contract.ts';
import { assignmentListingsContract } from './assignment-listings-contract.ts';
import { assignmentStoreContract } from './assignment-store-contract.ts';
import { auditTrailStoreContract } from './audit-trail-store-contract.ts';
import { decisionLinkStoreContract } from './decision-link-store-contract.ts';
import { directoryStoreContract } from './directory-store-contract.ts';
import { endingStoreContract } from './ending-store-contract.ts';
import { startEngines } from './engines.ts';
import { eventChainContract } from './event-chain-contract.ts';
import { extensionStoreContract } from './extension-store-contract.ts';
import { invitationStoreContract } from './invitation-store-contract.ts';
import {
  entitlementStoreContract,
  heartbeatStoreContract,
  idempotencyStoreContract,
  taskTokenStoreContract,
} from './kept-facts-contract.ts';
import { lockOutContract } from './lock-out-contract.ts';
import { mailClaimStoreContract } from './mail-claim-store-contract.ts';
import { memberListsContract } from './member-lists-contract.ts';
import { onboardingStoreContract } from './onboarding-store-contract.ts';
import { principalRecordStoreContract } from './principal-record-store-contract.ts';
import { principalStoreContract } from './principal-store-contract.ts';
import { putOffContract } from './put-off-contract.ts';
import { resourceTreeContract } from './resource-tree-contract.ts';
import { roleRecordsContract } from './role-records-contract.ts';
import { roleStoreContract } from './role-store-contract.ts';
import { settingsRecordsContract } from './settings-records-contract.ts';

const engines = await startEngines();

describe.each(engines)('on $name', ({ endpoint, stop }) => {
  const open = useWorlds(endpoint);
  afterAll(stop);

  activationStoreContract(open);
  activationReplaceContract(open);
  activationAlongsideContract(open);
  activationListingsContract(open);
  activationReportContract(open);
  auditTrailStoreContract(open);
  principalStoreContract(open);
  principalRecordStoreContract(open);
  lockOutContract(open);
  invitationStoreContract(open);
  directoryStoreContract(open);
  assignmentStoreContract(open);
  assignmentListingsContract(open);
  extensionStoreContract(open);
  roleStoreContract(open);
  roleRecordsContract(open);
  resourceTreeContract(open);
  settingsRecordsContract(open);
  memberListsContract(open);
  onboardingStoreContract(open);
  decisionLinkStoreContract(open);
  mailClaimStoreContract(open);
  eventChainContract(open);
  entitlementStoreContract(open);
  taskTokenStoreContract(open);
  idempotencyStoreContract(open);
  heartbeatStoreContract(open);
  endingStoreContract(open);
  putOffContract(open);
});
