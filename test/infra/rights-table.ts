import type { Template } from 'aws-cdk-lib/assertions';
import { indexes } from '#shared/dynamodb/index-keys';
import { retiredPartitions } from '#shared/dynamodb/retired-partitions';
import { statementsOfRole } from './synthesized.ts';

/** Resource → actions on it, in order; `never …` is refused, whatever else is allowed. */
export type RightsTable = Record<string, string[]>;

/** Everything a role may do, action by action, each resource by its name in the constructs. */
export function rightsTable(template: Template, roleId: string): RightsTable {
  const table: RightsTable = {};
  for (const { effect, actions, resources, partitions, attributes } of statementsOfRole(template, roleId)) {
    for (const resource of resources) {
      const among = partitions ? ` in ${partitions.join(', ')}` : '';
      const only = attributes ? `, only ${attributes.join(', ')}` : '';
      const name = `${effect === 'Deny' ? 'never ' : ''}${nameOf(resource)}${among}${only}`;
      table[name] = [...new Set([...(table[name] ?? []), ...actions])].sort();
    }
  }
  return table;
}

/** `{ "Fn::GetAtt": ["TableKey5D6ABB76", "Arn"] }` → `TableKey`. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = Object(resource);
  if (Ref) return withoutHash(Ref);
  if (attribute) return withoutHash(attribute[0]) + (attribute[1] === 'Arn' ? '' : `.${attribute[1]}`);
  return joined[1].map(nameOf).join(joined[0]);
}

const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');

/** Several actions of one service. */
const of = (service: string, ...actions: string[]) => actions.map((action) => `${service}:${action}`).sort();

const READ = of('dynamodb', 'BatchGetItem', 'GetItem', 'Query');
const WRITE = of('dynamodb', 'ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem');
const DECRYPT = of('kms', 'Decrypt', 'DescribeKey');
const ENCRYPT = of(
  'kms',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
);
const sorted = (...lists: string[][]) => lists.flat().sort();
const onTable = (actions: string[]): RightsTable => ({
  Table: actions,
  ...Object.fromEntries(Object.values(indexes).map(({ name }) => [`Table/index/${name}`, of('dynamodb', 'Query')])),
});
const neverTaskTokens = (...but: string[]): RightsTable => ({
  'never Table in TASK_TOKEN#*': sorted(READ, WRITE).filter((action) => !but.includes(action)),
});

/** What every function does: write its own log, and the trace of what it calls. */
const running = (log: string): RightsTable => ({
  [log]: of('logs', 'CreateLogStream', 'PutLogEvents'),
  // X-Ray knows no resources.
  '*': of('xray', 'PutTelemetryRecords', 'PutTraceSegments'),
});
const neverAccess: RightsTable = { 'never Table in ENTITLEMENT#*': WRITE };
const reading: RightsTable = { ...onTable(READ), ...neverTaskTokens(), ...neverAccess, TableKey: DECRYPT };
const writingAccess: RightsTable = {
  ...onTable(sorted(READ, WRITE)),
  ...neverTaskTokens(),
  TableKey: sorted(DECRYPT, ENCRYPT),
};
const writing: RightsTable = { ...writingAccess, ...neverAccess };
const readingTheStream: RightsTable = {
  'Table.StreamArn': of('dynamodb', 'DescribeStream', 'GetRecords', 'GetShardIterator'),
  // DynamoDB knows no resource for this one.
  '*': sorted(of('xray', 'PutTelemetryRecords', 'PutTraceSegments'), of('dynamodb', 'ListStreams')),
  StreamFailures: of('s3', 'ListBucket'),
  'StreamFailures/*': of('s3', 'PutObject'),
};

/** What is no function, but acts: the workflow, and the schedules that call. */
export const rightsOfOthers: Record<string, RightsTable> = {
  WorkflowRole: {
    WorkflowCloseUndecided: ['lambda:InvokeFunction'],
    WorkflowGrantAccess: ['lambda:InvokeFunction'],
    WorkflowRevokeAccess: ['lambda:InvokeFunction'],
    'Table in TASK_TOKEN#*': of('dynamodb', 'UpdateItem'),
    TableKey: sorted(DECRYPT, ENCRYPT),
    // Neither X-Ray nor the delivery of logs knows resources.
    '*': sorted(
      of('xray', 'GetSamplingRules', 'GetSamplingTargets', 'PutTelemetryRecords', 'PutTraceSegments'),
      of('logs', 'CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'),
      of('logs', 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'),
    ),
  },
  ScheduleEveryMinuteRole: { ScheduleSweep: ['lambda:InvokeFunction'] },
  AuditEveryHourRole: { AuditSeal: ['lambda:InvokeFunction'] },
  OrganizationImportEveryHourRole: { OrganizationImport: ['lambda:InvokeFunction'] },
};

/** The whole of what the functions may do; a right that is not here is a fault of the template. */
export const rightsOfFunctions: Record<string, RightsTable> = {
  'api/administration': { ...running('ApiFunctionsAdministrationLogs'), ...writingAccess },
  'api/approvals': { ...running('ApiFunctionsApprovalsLogs'), ...writing },
  'api/decision-links': { ...running('ApiFunctionsDecisionLinksLogs'), ...writing },
  'api/documentation': running('ApiFunctionsDocumentationLogs'),
  'api/evaluation': {
    ...running('ApiFunctionsEvaluationLogs'),
    ...reading,
    // When somebody used a role stands beside what else is theirs, and nothing else has an attribute of that name.
    'Table in PRINCIPAL#*, only pk, sk, lastUsedAt': of('dynamodb', 'UpdateItem'),
    TableKey: sorted(DECRYPT, ENCRYPT),
  },
  'api/imports': { ...running('ApiFunctionsImportsLogs'), ...writing },
  'api/reports': { ...running('ApiFunctionsReportsLogs'), ...reading },
  'api/self-service': { ...running('ApiFunctionsSelfServiceLogs'), ...writingAccess },
  'authorizer/check-token': running('HttpTokenCheckFunctionLogs'),
  'deployment/publish-link-keys': {
    ...running('LinkKeysPublishLogs'),
    LinkKeysSigningKey1: of('kms', 'GetPublicKey'),
  },
  'mail/record-delivery': {
    ...running('MailReportsRecordDeliveryLogs'),
    ...writing,
    MailReportsLost: of('sqs', 'SendMessage'),
  },
  'schedule/import-organization': {
    ...running('OrganizationImportImportLogs'),
    ...reading,
    'Table in RESOURCE#*': of('dynamodb', 'PutItem', 'UpdateItem'),
    'Table in ENDING#*': of('dynamodb', 'PutItem'),
    TableKey: sorted(DECRYPT, ENCRYPT),
    // Neither X-Ray nor AWS Organizations knows resources to name for these.
    '*': sorted(
      of('xray', 'PutTelemetryRecords', 'PutTraceSegments'),
      of('organizations', 'ListRoots', 'ListOrganizationalUnitsForParent', 'ListAccountsForParent'),
    ),
  },
  'schedule/seal-audit': {
    ...running('AuditSealLogs'),
    ...reading,
    'Table in AUDIT': of('dynamodb', 'PutItem'),
    // What is older than the retention, archived and sealed.
    [`Table in ${retiredPartitions.join(', ')}`]: of('dynamodb', 'DeleteItem'),
    TableKey: sorted(DECRYPT, ENCRYPT),
    AuditCheckpointKey: of('kms', 'GetPublicKey', 'Sign'),
    'AuditBucket/*': of('s3', 'GetObject', 'PutObject'),
  },
  'schedule/sweep': { ...running('ScheduleSweepLogs'), ...writingAccess },
  'stream/dispatch': {
    ...running('StreamDispatchLogs'),
    ...writingAccess,
    ...neverTaskTokens('dynamodb:GetItem'),
    ...readingTheStream,
    WorkflowMachine: of('states', 'SendTaskFailure', 'SendTaskSuccess', 'StartExecution'),
    'arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:WorkflowMachine.Name:*': of(
      'states',
      'DescribeExecution',
      'StopExecution',
    ),
  },
  'stream/notify': {
    ...running('StreamNotifyLogs'),
    ...writing,
    ...readingTheStream,
    'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:identity/MailSender': of('ses', 'SendEmail'),
    'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId:configuration-set/MailConfigurationSet': of('ses', 'SendEmail'),
    LinkKeysSigningKey1: of('kms', 'Sign'),
  },
  'workflow/close-undecided': { ...running('WorkflowCloseUndecidedLogs'), ...writing },
  'workflow/grant-access': {
    ...running('WorkflowGrantAccessLogs'),
    ...writingAccess,
    ...neverTaskTokens('dynamodb:PutItem', 'dynamodb:ConditionCheckItem'),
  },
  'workflow/revoke-access': { ...running('WorkflowRevokeAccessLogs'), ...writingAccess },
};
