import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import {
  type ConfigurationSet,
  ConfigurationSetEventDestination,
  EmailSendingEvent,
  EventDestination,
} from 'aws-cdk-lib/aws-ses';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { accept } from './accept.ts';
import type { Granted } from './capability.ts';
import { ownMetric, writingMetrics } from './own-metric.ts';
import { PimAlarm } from './pim-alarm.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import type { PimTable } from './pim-table.ts';

export interface MailReportsProps {
  readonly table: PimTable;
  readonly settings: FunctionSettings;
  readonly configurationSet: ConfigurationSet;
}

/**
 * What becomes of mails: SES reports it on the default event bus, where nobody else can speak as `aws.ses`, and one
 * function puts it on record. Only this rule may call the function.
 */
export class MailReports extends Construct {
  constructor(scope: Construct, id: string, { table, settings, configurationSet }: MailReportsProps) {
    super(scope, id);
    new ConfigurationSetEventDestination(this, 'Reported', {
      configurationSet,
      // SES takes the default bus only.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    });
    const lost = this.createQueue();
    const recording = new PimFunction(this, 'RecordDelivery', {
      settings,
      path: 'mail/record-delivery',
      uses: [table.writing, writingMetrics(this), keepingLost(lost)],
      memory: 512,
      timeout: Duration.seconds(30),
      failedCalls: 'What fails is kept with its report in the queue of lost reports, for two weeks and with an alarm.',
      // A report that is faster than the record of its mail comes again; what never succeeds has an alarm of its own.
      alarm: { hurts: 'Nobody learns that mails to approvers come back.', toleratedErrors: 10 },
    });
    recording.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: lost.queueArn }) },
    });
    new Rule(this, 'MailsThatCameBack', {
      description: 'Bounces, complaints and rejections of the mails of Lapse',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received', 'Email Rejected'],
        detail: { mail: { tags: { 'ses:configuration-set': [configurationSet.configurationSetName] } } },
      },
      targets: [
        new LambdaFunction(recording, { retryAttempts: 24, maxEventAge: Duration.hours(24), deadLetterQueue: lost }),
      ],
    });
    this.raiseAlarms(lost);
  }

  /** What could not be put on record, whoever failed. */
  private createQueue(): Queue {
    const lost = new Queue(this, 'Lost', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const isTheLast =
      'It is itself where lost reports end: a person reads it after its alarm, no program takes from it.';
    accept(lost, 'AwsSolutions-SQS3', isTheLast);
    accept(lost, 'Serverless-SQSRedrivePolicy', isTheLast);
    return lost;
  }

  private raiseAlarms(lost: Queue): void {
    new PimAlarm(this, 'LostReports', {
      metric: lost.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(5) }),
      atLeast: 1,
      hurts: 'Nobody learns that some mails came back: reports of SES lie in the queue of those that failed.',
    });
    new PimAlarm(this, 'RefusedReports', {
      metric: ownMetric(this, 'reportsRefused', { statistic: 'Sum', period: Duration.minutes(5) }),
      atLeast: 5,
      hurts:
        'Somebody may forge reports of mails that came back, or they do not fit our records. None of them counted.',
    });
  }
}

/** Putting into the queue is all that Lambda does there as the function. */
function keepingLost(lost: Queue): Granted {
  return { environment: {}, rights: [{ actions: ['sqs:SendMessage'], resources: [lost.queueArn] }] };
}
