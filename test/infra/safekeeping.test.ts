import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { indexes } from '#shared/dynamodb/index-keys';
import { rightsOf, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse();
const [[tableKeyId] = []] = Object.entries(
  template.findResources('AWS::KMS::Key', { Properties: { Description: Match.stringLikeRegexp('^What Lapse keeps') } }),
);
const tableKey = { 'Fn::GetAtt': [tableKeyId, 'Arn'] };

describe('the table', () => {
  const [table] = Object.values(template.findResources('AWS::DynamoDB::Table'));

  it('is the only one', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 1);
  });

  it('is encrypted by a key of its own, which is rotated', () => {
    expect(table?.Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: tableKey,
    });
    template.hasResource('AWS::KMS::Key', {
      Properties: { Description: Match.stringLikeRegexp('^What Lapse keeps'), EnableKeyRotation: true },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  it('can be brought back to any second of the last weeks', () => {
    expect(table?.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it('is deleted neither by hand nor with the stack', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true } });
  });

  it('is paid by request', () => {
    expect(table?.Properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('tells every change with what was and what is', () => {
    expect(table?.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it('cleans up by the time items say', () => {
    expect(table?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it('has the indexes of keys.ts, with keys only', () => {
    const expected = Object.values(indexes).map(({ name, partition, sort }) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    }));

    expect(table?.Properties.GlobalSecondaryIndexes).toEqual(expected);
  });
});

describe('the bucket of failures', () => {
  const [bucket] = Object.values(
    template.findResources('AWS::S3::Bucket', {
      Properties: { LoggingConfiguration: { LogFilePrefix: 'Failures/' } },
    }),
  );

  it('is encrypted, closed to the public, kept with the stack gone, and forgets after 90 days', () => {
    expect(bucket).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: tableKey } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [expect.objectContaining({ ExpirationInDays: 90, Status: 'Enabled' })] },
      },
    });
  });

  it('answers over TLS only', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });
});

describe('the buckets', () => {
  const buckets = Object.entries(template.findResources('AWS::S3::Bucket'));
  const [[logsId] = []] = buckets.filter(([, { Properties }]) => !Properties.LoggingConfiguration);

  it('write down every access to each of them, in one that is for nothing else', () => {
    const logged = buckets.flatMap(([, { Properties }]) => Properties.LoggingConfiguration ?? []);

    expect(logged).toEqual([
      { DestinationBucketName: { Ref: logsId }, LogFilePrefix: 'Failures/' },
      { DestinationBucketName: { Ref: logsId }, LogFilePrefix: 'Bucket/' },
    ]);
    expect(buckets).toHaveLength(logged.length + 1);
  });

  it('are all encrypted and closed to the public', () => {
    for (const [, { Properties }] of buckets) {
      expect(Properties.BucketEncryption).toBeDefined();
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    }
  });

  it('answer over TLS only, each of them', () => {
    const closed = Object.values(template.findResources('AWS::S3::BucketPolicy')).filter(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument).includes('"aws:SecureTransport":"false"'),
    );

    expect(closed).toHaveLength(buckets.length);
  });
});

describe('logs', () => {
  const [[logKeyId, logKey] = []] = Object.entries(
    template.findResources('AWS::KMS::Key', { Properties: { Description: 'What Lapse logs' } }),
  );

  it('are encrypted by a key of their own, every one of them', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));

    expect(groups.length).toBeGreaterThan(10);
    expect(logKey?.Properties.EnableKeyRotation).toBe(true);
    for (const { Properties } of groups) expect(Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [logKeyId, 'Arn'] });
  });

  it('are encrypted for the log groups of this account and region only', () => {
    const ofLogs = logKey?.Properties.KeyPolicy.Statement.find(
      ({ Principal }: { Principal: Record<string, unknown> }) => Principal.Service,
    );

    expect(JSON.stringify(ofLogs.Principal.Service)).toContain('"logs.",{"Ref":"AWS::Region"}');
    expect(Object.keys(ofLogs.Condition.ArnLike)).toEqual(['kms:EncryptionContext:aws:logs:arn']);
    expect(JSON.stringify(ofLogs.Condition)).toMatch(/AWS::Region.+AWS::AccountId.+:log-group:\*/);
  });
});

describe('mail', () => {
  it('travels encrypted or not at all, and avoids addresses that bounced or complained', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSet', {
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      ReputationOptions: { ReputationMetricsEnabled: true },
    });
  });

  it('is tracked neither by opens nor by clicks, which would rewrite the links', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSet', { TrackingOptions: Match.absent() });
    for (const { Properties } of Object.values(template.findResources('AWS::SES::ConfigurationSetEventDestination')))
      expect(Properties.EventDestination.MatchingEventTypes).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/open|click/i)]),
      );
  });

  it('comes from the configured address, or from lapse@ the configured domain', () => {
    const senderOf = ({ template }: ReturnType<typeof synthesizeLapse>) =>
      Object.values(template.findResources('AWS::Lambda::Function'))
        .map(({ Properties }) => Properties.Environment?.Variables.MAIL_SENDER)
        .filter(Boolean);

    expect(senderOf(synthesizeLapse())).toEqual(['lapse@example.com']);
    expect(senderOf(synthesizeLapse({ sender: 'example.org' }))).toEqual(['lapse@example.org']);
  });
});

describe('the identity mails are sent by', () => {
  const identities = (from: typeof template) => Object.values(from.findResources('AWS::SES::EmailIdentity'));
  const outputs = (from: typeof template) =>
    Object.keys(from.findOutputs('*')).filter((id) => id.startsWith('SenderDkim'));

  it('is made for an address, which SES asks by a mail and no DNS record', () => {
    expect(identities(template)).toMatchObject([{ Properties: { EmailIdentity: 'lapse@example.com' } }]);
    expect(outputs(template)).toEqual([]);
  });

  it('is made for a domain, with the DNS records of its DKIM among the outputs', () => {
    const { template: ofDomain } = synthesizeLapse({ sender: 'example.org' });

    expect(identities(ofDomain)).toMatchObject([{ Properties: { EmailIdentity: 'example.org' } }]);
    expect(outputs(ofDomain)).toEqual(['SenderDkimRecord1', 'SenderDkimRecord2', 'SenderDkimRecord3']);
    for (const id of outputs(ofDomain)) expect(JSON.stringify(ofDomain.findOutputs(id))).toMatch(/" CNAME "/);
  });

  it('may be one that exists already: nothing is made, and notify may send by that one', () => {
    const { template: existing } = synthesizeLapse({ senderIdentity: 'example.com' });
    const sending = rightsOf(existing, 'stream/notify').find(({ actions }) => actions.includes('ses:SendEmail'));

    expect([...identities(existing), ...outputs(existing)]).toEqual([]);
    expect(JSON.stringify(sending?.resources)).toContain(':identity/example.com');
  });
});

describe('the stack', () => {
  it.each([
    ['AWS::DynamoDB::Table', 'Retain'],
    ['AWS::SES::EmailIdentity', 'Retain'],
    ['AWS::KMS::Key', 'RetainExceptOnCreate'],
    ['AWS::S3::Bucket', 'RetainExceptOnCreate'],
    ['AWS::Logs::LogGroup', 'RetainExceptOnCreate'],
  ])('keeps every %s (%s): a first deployment that fails leaves no keys, logs and buckets', (type, DeletionPolicy) => {
    const resources = Object.values(template.findResources(type));

    expect(resources).not.toEqual([]);
    for (const resource of resources) expect(resource).toMatchObject({ DeletionPolicy, UpdateReplacePolicy: 'Retain' });
  });
});
