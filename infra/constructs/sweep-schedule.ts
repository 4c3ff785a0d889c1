import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { ownMetric, writingMetrics } from './own-metric.ts';
import { PimAlarm } from './pim-alarm.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import { PimSchedule } from './pim-schedule.ts';
import type { PimTable } from './pim-table.ts';

/** The sweeper, once a minute, and the alarms for what it finds, or for its silence. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { table, settings }: { table: PimTable; settings: FunctionSettings }) {
    super(scope, id);
    const sweep = new PimFunction(this, 'Sweep', {
      settings,
      path: 'schedule/sweep',
      uses: [table.writingAccess, writingMetrics(this)],
      memory: 512,
      timeout: Duration.seconds(55),
      failedCalls: 'The next call comes in a minute, and reads all there is to do from the table.',
      alarm: { hurts: 'People may keep privileged access past its end: what the workflow missed is not repaired.' },
    });
    new PimSchedule(this, 'EveryMinute', {
      description: 'Settles every activation that is due, whatever happened to its workflow',
      calls: sweep,
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      // The next one comes in a minute anyway.
      retries: { retryAttempts: 0, maxEventAge: Duration.minutes(1) },
    });
    this.raiseAlarms(sweep);
  }

  private raiseAlarms(sweep: PimFunction): void {
    const overdueMinutes = ownMetric(this, 'overdueMinutes', { statistic: 'Maximum', period: Duration.minutes(1) });
    new PimAlarm(this, 'Overdue', {
      metric: overdueMinutes,
      atLeast: 5,
      hurts: 'Somebody has had privileged access for 5 minutes longer than granted, or waits for an answer that long.',
    });
    new PimAlarm(this, 'LongOverdue', {
      metric: overdueMinutes,
      atLeast: 15,
      hurts: 'Somebody has had privileged access for 15 minutes longer than granted: take it by hand, then look why.',
    });
    new Alarm(this, 'Silent', {
      metric: sweep.metricInvocations({ period: Duration.minutes(1), statistic: 'Sum' }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription:
        'People may keep privileged access past its end, and soon nobody gets any: the sweeper has not run for 5 minutes.',
    });
  }
}
