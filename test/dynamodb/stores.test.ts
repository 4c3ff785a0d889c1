import { afterAll, describe } from 'vitest';
import { useWorlds } from '#test/support/use-worlds';
import { activationAlongsideContract } from './activation-alongside-contract.ts';
import { activationListingsContract } from './activation-listings-contract.ts';
import { activationReplaceContract } from './activation-replace-contract.ts';
import { activationReportContract } from './activation-report-contract.ts';
import { activationStoreContract } from './activation-store-contract.ts';
import { decisionLinkStoreContract } from './decision-link-store-contract.ts';
import { directoryStoreContract } from './directory-store-contract.ts';
import { startEngines } from './engines.ts';
import { eventChainContract } from './event-chain-contract.ts';
import {
  entitlementStoreContract,
  heartbeatStoreContract,
  idempotencyStoreContract,
  taskTokenStoreContract,
} from './kept-facts-contract.ts';
import { mailClaimStoreContract } from './mail-claim-store-contract.ts';
import { onboardingStoreContract } from './onboarding-store-contract.ts';
import { principalStoreContract } from './principal-store-contract.ts';
import { roleStoreContract } from './role-store-contract.ts';

const engines = await startEngines();

describe.each(engines)('on $name', ({ endpoint, stop }) => {
  const open = useWorlds(endpoint);
  afterAll(stop);

  activationStoreContract(open);
  activationReplaceContract(open);
  activationAlongsideContract(open);
  activationListingsContract(open);
  activationReportContract(open);
  principalStoreContract(open);
  directoryStoreContract(open);
  roleStoreContract(open);
  onboardingStoreContract(open);
  decisionLinkStoreContract(open);
  mailClaimStoreContract(open);
  eventChainContract(open);
  entitlementStoreContract(open);
  taskTokenStoreContract(open);
  idempotencyStoreContract(open);
  heartbeatStoreContract(open);
});
