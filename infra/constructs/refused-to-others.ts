import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PimFunction } from './pim-function.ts';

/**
 * Refuses actions to everybody but one function, administrators of the account included.
 *
 * @returns a statement for the policy of the key or bucket they are done to
 */
export function refusedToOthers(only: PimFunction, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    resources,
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': only.executionRole.roleArn } },
  });
}
