import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { metrics } from '#shared/metrics';
import { everyFunction, functionId, functionPaths, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse({ ...everyFunction, alarmEmail: 'on-call@example.com' });
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const alarmsOn = (metric: string) => alarms.filter(({ MetricName }) => MetricName === metric);

describe('alarms', () => {
  it.each(functionPaths)('tell when %s fails or is throttled, and who is hurt', (path) => {
    const dimension = { Name: 'FunctionName', Value: { Ref: functionId(template, path) } };

    for (const metric of ['Errors', 'Throttles']) {
      const [alarm] = alarmsOn(metric).filter(({ Dimensions }) => Dimensions[0].Value.Ref === dimension.Value.Ref);
      expect(alarm).toMatchObject({ Namespace: 'AWS/Lambda', Dimensions: [dimension] });
      expect(alarm?.AlarmDescription).toMatch(/\. [A-Z].{20,}\.$/);
    }
  });

  it('say something for the person who is woken up, each of them something else', () => {
    const descriptions = alarms.map(({ AlarmDescription }) => AlarmDescription);

    expect(descriptions).not.toContain(undefined);
    expect(new Set(descriptions).size).toBe(alarms.length);
  });

  it('go to the topic and say when it is over', () => {
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));

    for (const { AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
    }
  });

  it('do not take a report that is faster than the record of its mail for a failure', () => {
    const ofReports = alarmsOn('Errors').find(
      ({ Dimensions }) => Dimensions[0].Value.Ref === functionId(template, 'mail/record-delivery'),
    );

    expect(ofReports?.Threshold).toBeGreaterThan(1);
  });

  it('do not take an error that answers the workflow for a failure', () => {
    const ofGrant = alarmsOn('Errors').find(
      ({ Dimensions }) => Dimensions[0].Value.Ref === functionId(template, 'workflow/grant-access'),
    );

    expect(ofGrant?.Threshold).toBeGreaterThan(1);
  });

  it.each([
    [5, '5 minutes'],
    [15, '15 minutes'],
  ])('tell when access has been overdue for %i minutes', (threshold, words) => {
    const [alarm] = alarmsOn(metrics.overdueMinutes.name).filter(({ Threshold }) => Threshold === threshold);

    expect(alarm).toMatchObject({ Namespace: 'Lapse', Statistic: 'Maximum', EvaluationPeriods: 1 });
    expect(alarm?.AlarmDescription).toContain(words);
  });

  it('tell when the sweeper has been silent for five minutes, although silence sends nothing', () => {
    const [alarm] = alarmsOn('Invocations');

    expect(alarm).toMatchObject({
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionId(template, 'schedule/sweep') } }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
      TreatMissingData: 'breaching',
    });
  });

  it.each([
    ['ExecutionsFailed', 1],
    ['ExecutionsTimedOut', 1],
    // Cancelling a scheduled activation and extending a running one stop an execution by design.
    ['ExecutionsAborted', 21],
  ])('tell of workflows by %s from %i on', (metric, threshold) => {
    expect(alarmsOn(metric)).toMatchObject([{ Namespace: 'AWS/States', Threshold: threshold }]);
  });

  it('tell when a reader of the stream is late, gives up on a change, or loses one', () => {
    const readers = ['stream/dispatch', 'stream/notify'].map((path) => functionId(template, path));
    const mappings = Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'));
    const watched = (metric: string) => alarmsOn(metric).map(({ Dimensions }) => JSON.stringify(Dimensions[0].Value));

    expect(watched('IteratorAge')).toEqual(readers.map((id) => JSON.stringify({ Ref: id })));
    for (const metric of ['OnFailureDestinationDeliveredEventCount', 'DroppedEventCount']) {
      expect(watched(metric)).toEqual(mappings.map((id) => JSON.stringify({ Ref: id })));
    }
  });

  it('say who looks when somebody uses break-glass, with the first use', () => {
    const [alarm] = alarmsOn(metrics.breakGlassUsed.name);

    expect(alarm).toMatchObject({ Namespace: 'Lapse', Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1 });
    expect(alarm?.AlarmDescription).toContain('security administrators');
  });

  it('say who moves what the import from AWS Organizations leaves', () => {
    const [alarm] = alarmsOn(metrics.organizationImportLeft.name);

    expect(alarm).toMatchObject({ Namespace: 'Lapse', Statistic: 'Maximum', Threshold: 1, Period: 3600 });
    expect(alarm?.AlarmDescription).toContain('Privileged Role Administrator');
  });

  it('say what to do while SES lets nobody be told', () => {
    const [alarm] = alarmsOn(metrics.mailsHeldBack.name);

    expect(alarm).toMatchObject({ Namespace: 'Lapse', Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1 });
    expect(alarm?.AlarmDescription).toMatch(/not verified.*sandbox.*production access/);
  });

  it.each([
    '5xx',
    'Latency',
    'MailsFailed',
    'MailsHeldBack',
    'LinksLocked',
    'ReportsRefused',
    'ApproximateNumberOfMessagesVisible',
    'BreakGlassUsed',
    'Reputation.BounceRate',
    'Reputation.ComplaintRate',
  ])('watch %s', (metric) => {
    expect(alarmsOn(metric)).toHaveLength(1);
  });
});

describe('the metrics of Lapse itself', () => {
  it('stand under the name of their stack, so that a trial beside it sounds no alarm here', () => {
    const { template: trial } = synthesizeLapse({ ...everyFunction, stackName: 'Lapse-trial' });
    const written = Object.values(trial.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment?.Variables.METRICS_NAMESPACE)
      .filter(Boolean);
    const watched = Object.values(trial.findResources('AWS::CloudWatch::Alarm'))
      .filter(({ Properties }) => !Properties.Namespace.startsWith('AWS/'))
      .map(({ Properties }) => [Properties.Namespace, Properties.MetricName]);

    expect(new Set(written)).toEqual(new Set(['Lapse-trial']));
    expect(new Set(watched.map(([namespace]) => namespace))).toEqual(new Set(['Lapse-trial']));
    expect(new Set(watched.map(([, name]) => name))).toEqual(new Set(Object.values(metrics).map(({ name }) => name)));
  });
});

describe('the topic of alarms', () => {
  it('takes them from this account only', () => {
    const [{ Properties } = { Properties: {} }] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));

    const fromAlarms = Properties.PolicyDocument.Statement.filter(
      ({ Principal }: { Principal: Record<string, unknown> }) => Principal.Service === 'cloudwatch.amazonaws.com',
    );
    expect(fromAlarms).toMatchObject([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('is encrypted by a key CloudWatch may use, and tells the address configured', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'on-call@example.com' });
  });

  it('may be one that exists already', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-west-1:123456789012:on-call';
    const { template } = synthesizeLapse({ alarmTopicArn });

    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [alarmTopicArn] });
  });
});
