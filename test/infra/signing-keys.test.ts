import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { everyFunction, functionId, functionsThatMay, rightsOf, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse(everyFunction);
const whoMay = functionsThatMay(template);

describe('the key of decision links', () => {
  const signingKeys = (from = template) =>
    Object.entries(
      from.findResources('AWS::KMS::Key', { Properties: { Description: 'Signs decision links of Lapse' } }),
    );
  const [[keyId, key] = []] = signingKeys();

  it('is an ES256 key that outlives the stack', () => {
    expect(signingKeys()).toHaveLength(1);
    expect(key).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
    });
  });

  it('signs for notify', () => {
    const signing = rightsOf(template, 'stream/notify').find(({ actions }) => actions.includes('kms:Sign'));

    expect(whoMay('kms:Sign')).toEqual(['schedule/seal-audit', 'stream/notify']);
    expect(signing?.resources).toEqual([{ 'Fn::GetAtt': [keyId, 'Arn'] }]);
  });

  it('signs for nobody else, whatever rights they have in the account', () => {
    const { Role } =
      template.findResources('AWS::Lambda::Function')[functionId(template, 'stream/notify')]?.Properties ?? {};

    expect(key?.Properties.KeyPolicy.Statement).toContainEqual({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Sign',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': Role } },
    });
  });

  it('is known by its public half only to the function that decides', () => {
    const { Environment } =
      template.findResources('AWS::Lambda::Function')[functionId(template, 'api/decision-links')]?.Properties ?? {};
    const [published] = Object.keys(template.findResources('Custom::LinkKeys'));

    expect(Environment.Variables.LINK_PUBLIC_KEYS).toEqual({ 'Fn::GetAtt': [published, 'Keys'] });
    expect(whoMay('kms:GetPublicKey')).toEqual(['deployment/publish-link-keys', 'schedule/seal-audit']);
  });

  it('is rotated by a new version, while links of the previous key stay valid', () => {
    const previousLinkKeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const { template: rotated } = synthesizeLapse({ linkKeyVersion: '2', previousLinkKeyId });
    const [[newKeyId] = []] = signingKeys(rotated);

    expect(newKeyId).not.toBe(keyId);
    rotated.hasResourceProperties('Custom::LinkKeys', { KeyIds: [{ Ref: newKeyId }, previousLinkKeyId] });
  });

  it('voids every outstanding link by a new version that names no previous key', () => {
    const { template: voiding } = synthesizeLapse({ linkKeyVersion: '2' });
    const [[newKeyId] = []] = signingKeys(voiding);

    expect(newKeyId).not.toBe(keyId);
    voiding.hasResourceProperties('Custom::LinkKeys', { KeyIds: [{ Ref: newKeyId }] });
  });
});

describe('the seal of the audit', () => {
  const signs = { Properties: { Description: 'Signs checkpoints of the audit of Lapse' } };
  const [[keyId, key] = []] = Object.entries(template.findResources('AWS::KMS::Key', signs));
  const rights = rightsOf(template, 'schedule/seal-audit');

  it('is signed by a key that seal-audit alone may use, whatever rights somebody has in the account', () => {
    const { Role } =
      template.findResources('AWS::Lambda::Function')[functionId(template, 'schedule/seal-audit')]?.Properties ?? {};

    expect(rights.find(({ actions }) => actions.includes('kms:Sign'))?.resources).toEqual([
      { 'Fn::GetAtt': [keyId, 'Arn'] },
    ]);
    expect(key?.Properties.KeyPolicy.Statement).toContainEqual({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:Sign',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': Role } },
    });
  });

  it('goes where seal-audit alone puts anything, whatever rights somebody has in the account', () => {
    const { Role } =
      template.findResources('AWS::Lambda::Function')[functionId(template, 'schedule/seal-audit')]?.Properties ?? {};

    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: [
              's3:BypassGovernanceRetention',
              's3:DeleteObject',
              's3:DeleteObjectVersion',
              's3:PutObject',
              's3:PutObjectLegalHold',
              's3:PutObjectRetention',
            ],
            Condition: { ArnNotEquals: { 'aws:PrincipalArn': Role } },
          }),
        ]),
      },
    });
    template.hasOutput('CheckpointKeyId', { Value: { Ref: keyId } });
  });

  it('is kept where nobody deletes or changes it before its time, as long as configured', () => {
    const { template: longer } = synthesizeLapse({ auditRetentionDays: '3650' });
    const locked = (days: number) => ({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: days } } },
    });

    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'RetainExceptOnCreate', Properties: locked(365) });
    longer.hasResourceProperties('AWS::S3::Bucket', locked(3650));
  });

  it('writes nothing of the table but how far it came, and removes what is old', () => {
    const writing = rights.filter(({ actions }) =>
      actions.some((action) => /dynamodb:(Put|Update|Delete)/.test(action)),
    );

    expect(writing.map(({ actions }) => actions)).toEqual([['dynamodb:PutItem'], ['dynamodb:DeleteItem']]);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).toContain('"dynamodb:LeadingKeys":["AUDIT"]');
    // Never principals, their rights, nor who holds an access.
    expect(policies).toContain(
      '"dynamodb:LeadingKeys":["ORGANIZATION#*","PRINCIPAL_EVENTS#*","ROLE#*","ROLE_SETTINGS#*","RESOURCE#*","ASSIGNMENT#*","EXTENSION#*","IMPORT#*","ACTIVATION#*","LINK#*","MAIL#*","DECIDER#*"]',
    );
  });

  it('is made every hour', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 hour)' });
  });
});
