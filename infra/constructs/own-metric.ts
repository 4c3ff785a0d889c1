import { type Duration, Stack } from 'aws-cdk-lib';
import { Metric as CloudWatchMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type Metric, metrics } from '#shared/metrics';
import { type Granted, grantedBy } from './capability.ts';

/** A metric Lapse itself writes, under the name of the stack: a trial in the same account sounds no alarm but its own. */
export function ownMetric(
  scope: Construct,
  metric: Metric,
  { statistic, period }: { statistic: 'Sum' | 'Maximum'; period: Duration },
): CloudWatchMetric {
  return new CloudWatchMetric({ namespace: namespaceOf(scope), metricName: metrics[metric].name, statistic, period });
}

/** For a function that writes such metrics. */
export function writingMetrics(scope: Construct): Granted {
  return grantedBy('metrics', { METRICS_NAMESPACE: namespaceOf(scope) });
}

const namespaceOf = (scope: Construct) => Stack.of(scope).stackName;
