import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { PimFunction } from './pim-function.ts';

/** Refuses a key's signature to everybody but one function, administrators of the account included. */
export function signOnlyFor(key: Key, signer: PimFunction): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:Sign'],
      resources: ['*'],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': signer.executionRole.roleArn } },
    }),
  );
}
