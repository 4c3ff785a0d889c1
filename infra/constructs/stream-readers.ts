import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, FilterCriteria, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dispatchFilters, notifyFilters } from '#shared/dynamodb/stream-filters';
import type { Granted } from './capability.ts';
import { writingMetrics } from './own-metric.ts';
import { PimAlarm } from './pim-alarm.ts';
import { PimBucket } from './pim-bucket.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import type { PimTable } from './pim-table.ts';

export interface StreamReadersProps {
  readonly table: PimTable;
  readonly settings: FunctionSettings;
  readonly accessLogs: Bucket;
  /** What dispatch and notify may use besides the table. */
  readonly dispatch: readonly Granted[];
  readonly notify: readonly Granted[];
}

/** The two readers of the table's changes: one tells the workflow, one tells people. What fails is kept in a bucket. */
export class StreamReaders extends Construct {
  readonly notify: PimFunction;
  private readonly table: PimTable;
  private readonly failures: Bucket;

  constructor(scope: Construct, id: string, props: StreamReadersProps) {
    super(scope, id);
    const { table, settings, accessLogs, dispatch, notify } = props;
    this.table = table;
    this.failures = new PimBucket(this, 'Failures', {
      // A bucket and not a queue: a queue would hold positions in the stream only, and the stream forgets after a day.
      encryptionKey: table.key,
      accessLogs,
      expiration: Duration.days(90),
    });
    const failedCalls = 'The stream repeats what fails; what never succeeds is kept whole in the bucket of failures.';
    const common = { settings, memory: 512, timeout: Duration.seconds(60), failedCalls };
    const reading = [table.streaming, this.keepingFailures()];

    const dispatcher = new PimFunction(this, 'Dispatch', {
      ...common,
      path: 'stream/dispatch',
      uses: [table.writingAccessAndReadingTaskTokens, ...reading, ...dispatch],
      alarm: { hurts: 'Requesters wait although somebody approved; the sweeper repeats it, minutes later.' },
    });
    this.notify = new PimFunction(this, 'Notify', {
      ...common,
      path: 'stream/notify',
      uses: [table.writing, ...reading, ...notify, writingMetrics(this)],
      alarm: { hurts: 'Approvers do not hear of requests, nor requesters of decisions, by mail.' },
    });
    // Tried again until the record is too old. After an hour the sweeper has repeated what dispatch missed; a mail is still worth sending after two, and no longer do the others wait behind it.
    this.read('Dispatched', dispatcher, dispatchFilters, Duration.hours(1));
    this.read('Notified', this.notify, notifyFilters, Duration.hours(2));
  }

  private keepingFailures(): Granted {
    return {
      environment: {},
      rights: [
        {
          actions: ['s3:PutObject'],
          resources: [this.failures.arnForObjects('*')],
          wildcardBecause: 'Lambda names the objects. It may add to this one bucket, and neither read nor remove.',
        },
        { actions: ['s3:ListBucket'], resources: [this.failures.bucketArn] },
        this.table.encrypting,
      ],
    };
  }

  private read(id: string, target: PimFunction, filters: readonly object[], maxRecordAge: Duration): void {
    const mapping = new EventSourceMapping(this, id, {
      target,
      eventSourceArn: this.table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: filters.map((filter) => FilterCriteria.filter({ ...filter })),
      batchSize: 10,
      parallelizationFactor: 2,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge,
      onFailure: { bind: () => ({ destination: this.failures.bucketArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
    this.raiseAlarms(id, target, mapping);
  }

  private raiseAlarms(id: string, target: PimFunction, mapping: EventSourceMapping): void {
    const counted = (metricName: string) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId },
        statistic: 'Sum',
        period: Duration.minutes(5),
      });
    new PimAlarm(this, `${id}Late`, {
      metric: target.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      // Milliseconds.
      atLeast: 120_000,
      periods: 3,
      hurts: `Everybody waits: changes reach ${target.node.id} more than two minutes late.`,
    });
    new PimAlarm(this, `${id}GivenUp`, {
      metric: counted('OnFailureDestinationDeliveredEventCount'),
      atLeast: 1,
      hurts: `Somebody was not told, or a workflow was not: ${target.node.id} gave up on changes. They lie in the bucket of failures.`,
    });
    new PimAlarm(this, `${id}Lost`, {
      metric: counted('DroppedEventCount'),
      atLeast: 1,
      hurts: `Somebody was not told, or a workflow was not: ${target.node.id} gave up on changes and could not keep all of them.`,
    });
  }
}
