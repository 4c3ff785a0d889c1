import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  actionsOf,
  functionId,
  functionPaths,
  rightsOf,
  rightsOfRole,
  type Statement,
  severalIssuers,
  synthesizeLapse,
} from './synthesized.ts';

const { template } = synthesizeLapse(severalIssuers);
const roles = Object.keys(template.findResources('AWS::IAM::Role'));
const statements = roles.flatMap((role) => rightsOfRole(template, role));
const actions = statements.flatMap((statement) => statement.actions);
const whoMay = (...wanted: string[]) =>
  functionPaths.filter((path) => actionsOf(template, path).some((action) => wanted.includes(action)));

// These services know no resource to name: traces, and the delivery of a state machine's logs.
const WITHOUT_RESOURCE = /^(xray:|logs:(\w*LogDelivery|ListLogDeliveries|\w*ResourcePolic(y|ies)|DescribeLogGroups)$)/;

describe('the rights of Lapse', () => {
  it('hold for everything only where a service knows no resource to name', () => {
    const everywhere = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);

    expect(everywhere).not.toEqual([]);
    expect(everywhere.filter((action) => !WITHOUT_RESOURCE.test(action))).toEqual([]);
  });

  it('name each action, but for the families of KMS that encrypt', () => {
    const open = new Set(actions.filter((action) => action.includes('*')));

    expect([...open].sort()).toEqual(['kms:GenerateDataKey*', 'kms:ReEncrypt*']);
  });

  it('never include reading the whole table, or changing it', () => {
    expect(actions).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Scan|DeleteTable|UpdateTable|PartiQL/)]),
    );
  });

  it('come from no policy AWS manages', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('are one role for each function', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));

    expect(new Set(functions.map(({ Properties }) => Properties.Role['Fn::GetAtt'][0])).size).toBe(
      functionPaths.length,
    );
  });

  it('let each function write its own log only', () => {
    for (const path of functionPaths) {
      const { LoggingConfig } =
        template.findResources('AWS::Lambda::Function')[functionId(template, path)]?.Properties ?? {};
      const writing = rightsOf(template, path).filter((right) => right.actions.includes('logs:PutLogEvents'));
      expect(writing.map(({ resources }) => resources)).toEqual([
        [{ 'Fn::GetAtt': [LoggingConfig.LogGroup.Ref, 'Arn'] }],
      ]);
    }
  });

  it('let reports read and not write', () => {
    const onTable = actionsOf(template, 'api/reports').filter((action) => action.startsWith('dynamodb:'));

    expect(onTable.sort()).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
    expect(actionsOf(template, 'api/reports')).not.toContain('kms:Encrypt');
  });

  it('let evaluation read, and update items of principals only, to note when somebody used a role', () => {
    const rights = rightsOf(template, 'api/evaluation');

    expect(dynamodb(rights).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
    const { Role } =
      template.findResources('AWS::Lambda::Function')[functionId(template, 'api/evaluation')]?.Properties ?? {};
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Role['Fn::GetAtt'][0] }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:UpdateItem',
            Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PRINCIPAL#*'] } },
          }),
        ]),
      },
    });
  });

  it('let only the documentation, the one who deploys and the one who checks tokens do without the table', () => {
    expect(functionPaths.filter((path) => !whoMay('dynamodb:GetItem').includes(path))).toEqual([
      'api/documentation',
      'authorizer/check-token',
      'deployment/publish-link-keys',
    ]);
  });

  it('let the one who checks tokens write its log and its trace, and nothing else', () => {
    expect(actionsOf(template, 'authorizer/check-token').sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('let only the two readers read the stream and keep what failed', () => {
    expect(whoMay('dynamodb:GetRecords')).toEqual(['stream/dispatch', 'stream/notify']);
    expect(whoMay('s3:PutObject')).toEqual(['schedule/seal-audit', 'stream/dispatch', 'stream/notify']);
    expect(whoMay('s3:GetObject')).toEqual(['schedule/seal-audit']);
  });

  it('let only dispatch start, resume and stop the workflow, and this workflow only', () => {
    const [machine] = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
    const steering = rightsOf(template, 'stream/dispatch').filter(({ actions: [action] }) =>
      action?.startsWith('states:'),
    );

    expect(
      whoMay('states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure', 'states:StopExecution'),
    ).toEqual(['stream/dispatch']);
    expect(steering).toHaveLength(2);
    for (const { resources } of steering) expect(JSON.stringify(resources)).toContain(machine);
  });

  it('let only notify send mail, from our sender and through our configuration set', () => {
    const sending = rightsOf(template, 'stream/notify').find(({ actions }) => actions.includes('ses:SendEmail'));

    expect(whoMay('ses:SendEmail', 'ses:SendRawEmail')).toEqual(['stream/notify']);
    expect(JSON.stringify(sending?.resources)).toMatch(/:configuration-set\/.+:identity\//);
    expect(sending?.resources).toHaveLength(2);
  });

  it('let the function that records reports write the table and what it lost, and send nothing', () => {
    const rights = rightsOf(template, 'mail/record-delivery');
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
    const losing = rights.find(({ actions }) => actions.includes('sqs:SendMessage'));

    expect(whoMay('sqs:SendMessage')).toEqual(['mail/record-delivery']);
    expect(losing?.resources).toEqual([{ 'Fn::GetAtt': [queue, 'Arn'] }]);
    expect(
      rights.flatMap(({ actions }) => actions).filter((action) => /^(ses|s3|states|events):/.test(action)),
    ).toEqual([]);
  });

  it('let the workflow call its three functions and touch activations only', () => {
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const rights = rightsOfRole(template, machine?.Properties.RoleArn['Fn::GetAtt'][0]);
    const called = rights.find(({ actions }) => actions.includes('lambda:InvokeFunction'));

    const own = ['workflow/close-undecided', 'workflow/grant-access', 'workflow/revoke-access'];
    expect(called?.resources).toEqual(own.map((path) => ({ 'Fn::GetAtt': [functionId(template, path), 'Arn'] })));
    expect(dynamodb(rights)).toEqual(['dynamodb:UpdateItem']);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:UpdateItem',
            Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ACTIVATION#*'] } },
          }),
        ]),
      },
    });
  });
});

describe('the key of decision links', () => {
  const signingKeys = (from = template) =>
    Object.entries(
      from.findResources('AWS::KMS::Key', { Properties: { Description: 'Signs decision links of Lapse' } }),
    );
  const [[keyId, key] = []] = signingKeys();

  it('is an ES256 key that outlives the stack', () => {
    expect(signingKeys()).toHaveLength(1);
    expect(key).toMatchObject({
      DeletionPolicy: 'Retain',
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

  it('is kept where nobody deletes or changes it before its time, as long as configured', () => {
    const { template: longer } = synthesizeLapse({ auditRetentionDays: '3650' });
    const locked = (days: number) => ({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: days } } },
    });

    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', Properties: locked(365) });
    longer.hasResourceProperties('AWS::S3::Bucket', locked(3650));
  });

  it('writes nothing of the table but how far it came', () => {
    const writing = rights.filter(({ actions }) =>
      actions.some((action) => /dynamodb:(Put|Update|Delete)/.test(action)),
    );

    expect(writing.map(({ actions }) => actions)).toEqual([['dynamodb:PutItem']]);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('"dynamodb:LeadingKeys":["AUDIT"]');
  });

  it('is made every hour', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 hour)' });
  });
});

const dynamodb = (rights: Statement[]) =>
  rights.flatMap(({ actions }) => actions).filter((action) => action.startsWith('dynamodb:'));
