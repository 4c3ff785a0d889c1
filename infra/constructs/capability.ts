import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { Capability, Environment } from '#shared/config';

/** Something a function may use: the variables its code reads, and the rights that go with them. */
export interface Granted {
  readonly environment: Readonly<Record<string, string>>;
  readonly rights: readonly PolicyStatementProps[];
}

/** A capability of `config.ts` with every variable it needs; a variable that is missing does not compile. */
export function grantedBy<C extends Capability>(
  _capability: C,
  environment: Environment<C>,
  ...rights: PolicyStatementProps[]
): Granted {
  return { environment, rights };
}
