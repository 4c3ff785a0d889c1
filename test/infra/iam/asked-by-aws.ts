import { WORKFLOW } from '#infra/local/service-call';
import { REGION } from '#infra/local/template';
import type { RequestedRight } from './requested-rights.ts';
import type { Roles } from './roles.ts';

/** Rights that no call on one machine asks for, because AWS itself uses them, or somebody this machine does not play. */
interface Asked {
  readonly callers: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context?: RequestedRight['context'];
  /** Who asks for them, and where it says so. */
  readonly because: string;
}

const TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const viaService = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });

/** One table of them, each with its reason. */
export function askedByAws(roles: Roles): Asked[] {
  const arnsOf = (type: string, title: RegExp) =>
    roles
      .resources(type)
      .filter((resource) => title.test(resource.title))
      .map(({ arn }) => arn);
  const functions = roles.callers.filter((caller) => caller !== WORKFLOW);
  const [table = ''] = arnsOf('AWS::DynamoDB::Table', /^Table$/);
  const tableKey = arnsOf('AWS::KMS::Key', /^TableKey$/);
  const failures = arnsOf('AWS::S3::Bucket', /^StreamFailures$/);
  const withTable = (action: string) =>
    roles.callers.filter((caller) => roles.actionsOf(caller).includes(`dynamodb:${action}`));
  const writers = [...new Set(['PutItem', 'UpdateItem', 'DeleteItem'].flatMap(withTable))];
  const readers = ['stream/dispatch', 'stream/notify'];
  const organization = ['schedule/import-organization'];

  return [
    ...functions.map((caller) => ({
      callers: [caller],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${roles.logGroupOf(caller).replace(/:\*$/, '')}:log-stream:today`],
      because: 'Lambda writes what a function says into its log (Lambda developer guide, execution role).',
    })),
    {
      callers: roles.callers,
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      because: 'Lambda and Step Functions send traces (their developer guides, X-Ray).',
    },
    {
      callers: [...new Set([...writers, ...withTable('GetItem')])],
      actions: ['kms:Decrypt', 'kms:DescribeKey'],
      resources: tableKey,
      context: viaService('dynamodb'),
      because:
        'DynamoDB opens the table with the rights of who reads it (DynamoDB developer guide, encryption at rest).',
    },
    {
      callers: writers,
      actions: [
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: tableKey,
      context: viaService('dynamodb'),
      because:
        'DynamoDB closes the table with the rights of who writes it (the same page: its list of a principal’s rights).',
    },
    {
      callers: readers,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [`${table}/stream/local`],
      because: 'Lambda reads the stream as the function (Lambda developer guide, DynamoDB streams).',
    },
    {
      callers: readers,
      actions: ['dynamodb:ListStreams'],
      resources: ['*'],
      because: 'The same.',
    },
    {
      callers: readers,
      actions: ['s3:PutObject'],
      resources: failures.map((arn) => `${arn}/aws/lambda/record`),
      context: TLS,
      because: 'Lambda keeps what failed in the bucket as the function (Lambda developer guide, failure destinations).',
    },
    {
      callers: readers,
      actions: ['s3:ListBucket'],
      resources: failures,
      context: TLS,
      because: 'The same.',
    },
    {
      callers: [...readers, 'schedule/seal-audit'],
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: tableKey,
      context: viaService('s3'),
      because: 'S3 encrypts with the rights of who puts, and opens with those of who gets (S3 user guide, SSE-KMS).',
    },
    {
      callers: ['mail/record-delivery'],
      actions: ['sqs:SendMessage'],
      resources: arnsOf('AWS::SQS::Queue', /^MailReportsLost$/),
      context: { 'aws:SecureTransport': 'true' },
      because:
        'Lambda keeps a call that failed in the queue as the function (Lambda developer guide, asynchronous invocation).',
    },
    {
      callers: [WORKFLOW],
      actions: ['lambda:InvokeFunction'],
      resources: arnsOf('AWS::Lambda::Function', /^Workflow/),
      because: 'Step Functions calls the functions of the workflow; this machine calls them without asking.',
    },
    {
      callers: [WORKFLOW],
      actions: [
        ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'],
        ...['PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'],
      ].map((action) => `logs:${action}`),
      resources: ['*'],
      because: 'Step Functions sets up its log (Step Functions developer guide, logging).',
    },
    {
      callers: [WORKFLOW],
      actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      resources: ['*'],
      because: 'Step Functions asks which executions to trace (Step Functions developer guide, X-Ray).',
    },
    {
      callers: ['deployment/publish-link-keys'],
      actions: ['kms:GetPublicKey'],
      resources: arnsOf('AWS::KMS::Key', /^LinkKeysSigningKey/),
      because: 'CloudFormation calls it; test/infra/publish-link-keys.test.ts does here.',
    },
    {
      callers: organization,
      actions: ['ListRoots', 'ListOrganizationalUnitsForParent', 'ListAccountsForParent'].map(
        (action) => `organizations:${action}`,
      ),
      resources: ['*'],
      because: 'No local stack has AWS Organizations; test/functions/import-organization.test.ts plays it.',
    },
    {
      callers: organization,
      actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
      resources: [table],
      context: { 'dynamodb:LeadingKeys': ['RESOURCE#ou-ab12-11111111'] },
      because: 'The same: nodes of the tree and their records.',
    },
    {
      callers: organization,
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [table],
      context: { 'dynamodb:LeadingKeys': ['RESOURCE#/'] },
      because: 'The same: it compares the whole tree.',
    },
  ];
}

/** What they ask, as if it had been recorded. */
export function rightsAskedByAws(roles: Roles): RequestedRight[] {
  return askedByAws(roles).flatMap(({ callers, actions, resources, context = {} }) =>
    callers.flatMap((caller) =>
      actions.flatMap((action) => resources.map((resource) => ({ caller, action, resource, context }))),
    ),
  );
}
