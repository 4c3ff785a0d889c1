import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts a finding of cdk-nag, beside the construct it is about.
 *
 * @param rule as the rule pack names it, `AwsSolutions-S1`
 * @param reason what makes it acceptable: read by a security officer, who has not read the code
 */
export function accept(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/** Accepts a right on resources that cannot all be named, for this one ARN only. */
export function acceptWildcard(construct: IConstruct, arn: string, reason: string): void {
  accept(construct, `AwsSolutions-IAM5[Resource::${flat(Stack.of(construct).resolve(arn))}]`, reason);
}

/** The way cdk-nag writes what is known at deployment only: `<LogicalId.Attribute>`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = Object(value);
  if (Ref) return `<${Ref}>`;
  if (attribute) return `<${attribute.join('.')}>`;
  return joined[1].map(flat).join(joined[0]);
}
