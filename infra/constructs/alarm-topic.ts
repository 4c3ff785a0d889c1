import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { accept } from './accept.ts';

type AlarmSettings = Pick<Settings, 'alarmTopicArn' | 'alarmEmail'>;

/** Where alarms go: the topic named at deployment, or an encrypted one of its own. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { alarmTopicArn, alarmEmail }: AlarmSettings) {
    super(scope, id);
    this.topic = alarmTopicArn ? Topic.fromTopicArn(this, 'Topic', alarmTopicArn) : this.createTopic();
    if (alarmEmail) this.subscribe(alarmEmail);
  }

  /** Sends every alarm below a construct here, and the news that it is over. */
  hear(below: Construct): void {
    const action = new SnsAction(this.topic);
    for (const alarm of below.node.findAll()) {
      if (!(alarm instanceof Alarm)) continue;
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }

  private subscribe(address: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(address));
    accept(
      subscription,
      'Serverless-SNSRedrivePolicy',
      'An alarm whose mail is lost still shows in CloudWatch; a queue of lost mails would need somebody else to look into it.',
    );
  }

  private createTopic(): Topic {
    const key = new Key(this, 'Key', {
      description: 'Alarms of Lapse on their way',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // The key AWS manages for SNS would refuse CloudWatch.
    const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
    key.grant(alarms, 'kms:Decrypt', 'kms:GenerateDataKey*');
    const topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true, displayName: 'Alarms of Lapse' });
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    topic.grantPublish(alarms.withConditions(ofThisAccount));
    return topic;
  }
}
