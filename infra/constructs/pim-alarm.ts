import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface PimAlarmProps {
  readonly metric: IMetric;
  /** Alarms at this value and above. */
  readonly atLeast: number;
  /** Who is hurt, how, and where to look: the first thing the person who is woken up reads. */
  readonly hurts: string;
  /** Periods in a row that have to be bad, 1 unless told. */
  readonly periods?: number;
}

/** An alarm that says who is hurt; the alarm topic of the stack hears of it. Silence is no alarm. */
export class PimAlarm extends Alarm {
  constructor(scope: Construct, id: string, { metric, atLeast, hurts, periods = 1 }: PimAlarmProps) {
    super(scope, id, {
      metric,
      threshold: atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: hurts,
    });
  }
}
