import { describe, expect, it } from 'vitest';
import { everyFunction, synthesizeLapse } from './synthesized.ts';

/**
 * CloudFormation knows a resource by its logical id: under another one it makes a new resource and leaves, or deletes,
 * the old. A new table would be empty, a new key could not open what the old one closed, and a new machine or function
 * strands every execution that runs. Whoever moves a construct keeps these with `overrideLogicalId`.
 */
const pinned = {
  'AWS::DynamoDB::Table': ['Table710B521B'],
  'AWS::KMS::Key': [
    'AlarmsKey3C2381B3',
    'AuditCheckpointKey998BA086',
    'LinkKeysSigningKey1BF3F6F96',
    'LogKeyE83D0C1B',
    'TableKey25666F95',
  ],
  'AWS::StepFunctions::StateMachine': ['WorkflowMachine0C2E3460'],
  'AWS::S3::Bucket': ['AccessLogs8B620ECA', 'AuditBucket7486E833', 'StreamFailures2F4A8761'],
  'AWS::ApiGatewayV2::Api': ['HttpApi4E1D4184'],
};
const workflowFunctions = {
  'functions/workflow/close-undecided': 'WorkflowCloseUndecidedD20020B7',
  'functions/workflow/grant-access': 'WorkflowGrantAccessA6E79B54',
  'functions/workflow/revoke-access': 'WorkflowRevokeAccess22334FB1',
};

describe('an upgrade', () => {
  const { template } = synthesizeLapse(everyFunction);

  it.each(Object.entries(pinned))('finds every %s where it left it', (type, ids) => {
    expect(Object.keys(template.findResources(type)).sort()).toEqual(ids);
  });

  it.each(Object.entries(workflowFunctions))('finds %s under the name that executions call', (Description, id) => {
    const found = template.findResources('AWS::Lambda::Function', { Properties: { Description } });

    expect(Object.keys(found)).toEqual([id]);
  });
});
