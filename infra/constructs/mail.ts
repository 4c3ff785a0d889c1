import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, metrics } from '#shared/metrics';
import { type Granted, grantedBy } from './capability.ts';
import { PimAlarm } from './pim-alarm.ts';

/** The sender of all mails; opens and clicks are not tracked, a rewritten link would hand its token to a third party. */
export class Mail extends Construct {
  readonly sending: Granted;
  readonly configurationSet: ConfigurationSet;

  /** @param sender a mail address, or a domain: then mails come from `lapse@` it */
  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });
    const isAddress = sender.includes('@');
    const identity = new EmailIdentity(this, 'Sender', {
      identity: isAddress ? Identity.email(sender) : Identity.domain(sender),
    });
    this.sending = grantedBy(
      'mail',
      {
        MAIL_SENDER: isAddress ? sender : `lapse@${sender}`,
        MAIL_CONFIGURATION_SET: this.configurationSet.configurationSetName,
      },
      {
        actions: ['ses:SendEmail', 'ses:SendRawEmail'],
        resources: [identity.emailIdentityArn, this.configurationSetArn()],
      },
    );
    this.raiseAlarms();
  }

  private configurationSetArn(): string {
    const resourceName = this.configurationSet.configurationSetName;
    return Stack.of(this).formatArn({ service: 'ses', resource: 'configuration-set', resourceName });
  }

  private raiseAlarms(): void {
    new PimAlarm(this, 'Failed', {
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: metrics.mailsFailed.name,
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      atLeast: 1,
      hurts: 'Approvers or requesters do not get their mail; they can still decide and look in the API.',
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
