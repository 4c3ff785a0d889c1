import { type Duration, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, type ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { PimFunction } from './pim-function.ts';

export interface PimScheduleProps {
  readonly description: string;
  readonly schedule: ScheduleExpression;
  readonly calls: PimFunction;
  readonly retries: { readonly retryAttempts: number; readonly maxEventAge: Duration };
}

/** Calls one function again and again, with a role that may do nothing else and serves nobody else's schedule. */
export class PimSchedule extends Schedule {
  constructor(scope: Construct, id: string, { description, schedule, calls, retries }: PimScheduleProps) {
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
      inlinePolicies: {
        Call: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [calls.functionArn] })],
        }),
      },
    });
    // The schedule hands its call over and is done: whether a function that fails runs again is up to Lambda.
    calls.configureAsyncInvoke(retries);
    // The target would add the right to call every version of the function, too.
    const target = new LambdaInvoke(calls, { ...retries, role: role.withoutPolicyUpdates() });
    super(scope, id, { description, schedule, target });
  }
}
