import { PolicyStatement, type PolicyStatementProps, type Role } from 'aws-cdk-lib/aws-iam';
import type { Capability, Environment } from '#shared/config';
import { acceptWildcard } from './accept.ts';

/** Actions on resources. */
export interface Right extends PolicyStatementProps {
  /** Why resources with a `*` cannot be named; without it such a right does not pass the checks. */
  readonly wildcardBecause?: string;
}

/** Something a function may use: the variables its code reads, and the rights that go with them. */
export interface Granted {
  readonly environment: Readonly<Record<string, string>>;
  readonly rights: readonly Right[];
}

/** A capability of `config.ts` with every variable it needs; a variable that is missing does not compile. */
export function grantedBy<C extends Capability>(
  _capability: C,
  environment: Environment<C>,
  ...rights: Right[]
): Granted {
  return { environment, rights };
}

/** Gives rights to a role, and accepts their wildcards for the reasons they come with. */
export function giveRights(role: Role, rights: readonly Right[]): void {
  for (const { wildcardBecause, ...right } of rights) {
    role.addToPolicy(new PolicyStatement(right));
    if (!wildcardBecause) continue;
    for (const arn of right.resources ?? []) acceptWildcard(role, arn, wildcardBecause);
  }
}
