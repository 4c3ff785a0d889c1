import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { accept, acceptWildcard } from './accept.ts';
import { type Granted, giveRights } from './capability.ts';
import { refuseTooLarge } from './environment-size.ts';
import { PimAlarm } from './pim-alarm.ts';

/** What all functions of a deployment have in common. */
export interface FunctionSettings extends Pick<Settings, 'logRetentionDays'> {
  /** Folder with the bundled functions. */
  readonly bundles: string;
  /** Encrypts the logs. */
  readonly logKey: IKey;
}

export interface PimFunctionProps {
  readonly settings: FunctionSettings;
  /** File below `functions`, without its ending. */
  readonly path: string;
  /** All it may use; it gets these variables and these rights and no others. */
  readonly uses: readonly Granted[];
  /** In megabytes. */
  readonly memory: number;
  readonly timeout: Duration;
  /** Where a call that fails goes, so that nothing is lost; unless told, its caller waits and hears of it. */
  readonly failedCalls?: string;
  readonly alarm: {
    /** Who is hurt when it fails. */
    readonly hurts: string;
    /** Failures within five minutes that belong to its work, as where an error is an answer to the workflow. */
    readonly toleratedErrors?: number;
  };
}

/** Rules that ask for a place where failed calls are kept. */
const LOST_CALLS = ['Serverless-LambdaDLQ', 'Serverless-LambdaAsyncFailureDestination'];

const CALLER_HEARS = 'Its caller waits for the answer and hears of a failure: there is no call that could be lost.';

/** One file of `functions` as a Lambda function, with a role, a log group and alarms of its own. */
export class PimFunction extends lambda.Function {
  readonly executionRole: Role;

  constructor(scope: Construct, id: string, props: PimFunctionProps) {
    const { settings, path, uses, memory, timeout, failedCalls = CALLER_HEARS, alarm } = props;
    const environment = Object.assign({}, ...uses.map(({ environment }) => environment));
    refuseTooLarge(scope, path, environment);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: settings.logRetentionDays,
      encryptionKey: settings.logKey,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);

    super(scope, id, {
      description: `functions/${path}`,
      code: lambda.Code.fromAsset(join(settings.bundles, path)),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: memory,
      timeout,
      role,
      environment,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
    });
    this.executionRole = role;
    giveRights(
      role,
      uses.flatMap(({ rights }) => rights),
    );
    acceptWildcard(
      role,
      '*',
      'X-Ray knows no resources: it only takes traces, of what was called and how long it took.',
    );
    for (const rule of LOST_CALLS) accept(this, rule, failedCalls);
    this.raiseAlarms(alarm);
  }

  private raiseAlarms({ hurts, toleratedErrors = 0 }: PimFunctionProps['alarm']): void {
    const inFiveMinutes = (metric: Metric) => metric.with({ period: Duration.minutes(5), statistic: 'Sum' });
    new PimAlarm(this, 'Errors', {
      metric: inFiveMinutes(this.metricErrors()),
      atLeast: toleratedErrors + 1,
      hurts: `It fails. ${hurts}`,
    });
    new PimAlarm(this, 'Throttles', {
      metric: inFiveMinutes(this.metricThrottles()),
      atLeast: 1,
      hurts: `It is not allowed to run: too many functions run at once in this account. ${hurts}`,
    });
  }
}
