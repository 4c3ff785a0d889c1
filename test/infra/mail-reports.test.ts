import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionId, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse();
const [configurationSet] = Object.keys(template.findResources('AWS::SES::ConfigurationSet'));
const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
const recording = functionId(template, 'mail/record-delivery');
const [[ruleId, rule] = []] = Object.entries(
  template.findResources('AWS::Events::Rule', { Properties: { EventPattern: Match.anyValue() } }),
);
const lostIn = { 'Fn::GetAtt': [queue, 'Arn'] };

describe('what becomes of mails', () => {
  it('is reported by SES on the default bus: what came back, what people complain of, what SES rejects', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      ConfigurationSetName: { Ref: configurationSet },
      EventDestination: { Enabled: true, MatchingEventTypes: ['bounce', 'complaint', 'reject'] },
    });
    const [destination] = Object.values(template.findResources('AWS::SES::ConfigurationSetEventDestination'));
    const { EventBusArn } = destination?.Properties.EventDestination.EventBridgeDestination ?? {};
    expect(JSON.stringify(EventBusArn)).toContain(':event-bus/default');
  });

  it('reaches the function that records it when it is about mails of ours', () => {
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['aws.ses'],
      'detail-type': ['Email Bounced', 'Email Complaint Received', 'Email Rejected'],
      detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: configurationSet }] } } },
    });
    expect(rule?.Properties.EventBusName).toBeUndefined();
    expect(rule?.Properties.Targets).toMatchObject([{ Arn: { 'Fn::GetAtt': [recording, 'Arn'] } }]);
  });

  it('is told the function by this rule alone (T-40)', () => {
    const allowed = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) => Properties.FunctionName['Fn::GetAtt']?.[0] === recording,
    );

    expect(allowed.map(({ Properties }) => [Properties.Principal, Properties.SourceArn])).toEqual([
      ['events.amazonaws.com', { 'Fn::GetAtt': [ruleId, 'Arn'] }],
    ]);
  });

  it('is tried again for hours, and kept in a queue when it cannot be recorded', () => {
    expect(rule?.Properties.Targets[0]).toMatchObject({
      DeadLetterConfig: { Arn: lostIn },
      RetryPolicy: { MaximumRetryAttempts: 24, MaximumEventAgeInSeconds: 86_400 },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: recording },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: lostIn } },
    });
  });

  it('is encrypted in that queue, for two weeks, and reached over TLS only', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });
});
