import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  Identity,
  type IEmailIdentity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { senderAddress } from '../sender.ts';
import type { Settings } from '../settings.ts';
import { type Granted, grantedBy } from './capability.ts';
import { ownMetric } from './own-metric.ts';
import { PimAlarm } from './pim-alarm.ts';

type MailProps = Pick<Settings, 'sender' | 'senderIdentity' | 'mailsPerSecond'>;

/** The sender of all mails; opens and clicks are not tracked, a rewritten link would hand its token to a third party. */
export class Mail extends Construct {
  readonly sending: Granted;
  readonly configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, { sender, senderIdentity, mailsPerSecond }: MailProps) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });
    const identity = senderIdentity
      ? EmailIdentity.fromEmailIdentityName(this, 'Sender', senderIdentity)
      : this.createIdentity(sender);
    this.sending = grantedBy(
      'mail',
      {
        MAIL_SENDER: senderAddress(sender),
        MAIL_CONFIGURATION_SET: this.configurationSet.configurationSetName,
        MAILS_PER_SECOND: String(mailsPerSecond),
      },
      {
        actions: ['ses:SendEmail'],
        resources: [identity.emailIdentityArn, this.configurationSetArn()],
      },
    );
    this.raiseAlarms();
  }

  /** It outlives the stack, because others may have come to send by it; the next deployment names it instead. */
  private createIdentity(sender: string): IEmailIdentity {
    if (sender.includes('@')) return this.createKept(Identity.email(sender));
    const identity = this.createKept(Identity.domain(sender));
    for (const [place, { name, value }] of identity.dkimRecords.entries())
      new CfnOutput(Stack.of(this), `SenderDkimRecord${place + 1}`, { value: `${name} CNAME ${value}` });
    return identity;
  }

  private createKept(identity: Identity): EmailIdentity {
    const created = new EmailIdentity(this, 'Sender', { identity });
    created.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return created;
  }

  private configurationSetArn(): string {
    const resourceName = this.configurationSet.configurationSetName;
    return Stack.of(this).formatArn({ service: 'ses', resource: 'configuration-set', resourceName });
  }

  private raiseAlarms(): void {
    new PimAlarm(this, 'Failed', {
      metric: ownMetric(this, 'mailsFailed', { statistic: 'Sum', period: Duration.minutes(5) }),
      atLeast: 1,
      hurts: 'Approvers or requesters do not get their mail; they can still decide and look in the API.',
    });
    new PimAlarm(this, 'HeldBack', {
      metric: ownMetric(this, 'mailsHeldBack', { statistic: 'Sum', period: Duration.minutes(5) }),
      atLeast: 1,
      hurts:
        'Nobody, or nobody new, gets mails: SES does not let us send yet. The sender is not verified, the account is in the sandbox, or sending is paused. Verify the sender or ask for production access; what is less than two hours old then goes out by itself.',
    });
    // Shares of the mails sent, at which SES begins a review that may end in a stop.
    new PimAlarm(this, 'Bounces', {
      metric: this.reputation('BounceRate'),
      atLeast: 0.05,
      hurts: 'Soon nobody gets mails: so many addresses bounce that SES may stop us. Look for addresses that are gone.',
    });
    new PimAlarm(this, 'Complaints', {
      metric: this.reputation('ComplaintRate'),
      atLeast: 0.001,
      hurts: 'Soon nobody gets mails: so many recipients complain that SES may stop us.',
    });
  }

  private reputation(rate: 'BounceRate' | 'ComplaintRate'): Metric {
    return new Metric({
      namespace: 'AWS/SES',
      metricName: `Reputation.${rate}`,
      dimensionsMap: { 'ses:configuration-set': this.configurationSet.configurationSetName },
      statistic: 'Maximum',
      period: Duration.minutes(15),
    });
  }
}
