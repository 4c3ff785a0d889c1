import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as v from 'valibot';
import { WORKFLOW } from '#infra/local/service-call';
import { ACCOUNT, type Resource, readTemplate } from '#infra/local/template';
import { MACHINE, type RequestedRight } from './requested-rights.ts';

const Policy = v.object({ PolicyDocument: v.looseObject({ Statement: v.array(v.looseObject({})) }) });
const Attached = v.object({ ...Policy.entries, Roles: v.array(v.string()) });
const Role = v.object({ Policies: v.optional(v.array(Policy), []) });
const RunAs = v.object({
  Description: v.optional(v.string(), ''),
  Role: v.string(),
  LoggingConfig: v.object({ LogGroup: v.string() }),
});
const Nothing = v.object({});
const Machine = v.object({ RoleArn: v.string() });
const Key = v.object({ KeyPolicy: v.unknown() });
const BucketPolicy = v.object({ Bucket: v.string(), PolicyDocument: v.unknown() });
type Statement = Readonly<Record<string, unknown>>;

/** The roles of a template as IAM sees them. */
export interface Roles {
  /** Titles of the functions, and `workflow`. */
  readonly callers: readonly string[];
  /** Logical ids of all resources of a type. */
  resources(type: string): Resource<unknown>[];
  /** ARN of the log group of a function. */
  logGroupOf(caller: string): string;
  /** Actions the role of a caller is allowed, somewhere. */
  actionsOf(caller: string): string[];
  /** `Allowed`, or what else IAM says. */
  decide(right: RequestedRight): Promise<string>;
}

/** Reads roles and policies from a folder with a synthesized template. */
export function readRoles(folder: string): Roles {
  const template = readTemplate(folder, 'Lapse', {
    attributes: { 'AWS::StepFunctions::StateMachine.Name': () => machine.id },
  });
  const [machine = { id: '', arn: '', properties: { RoleArn: '' } }] = template.all(
    'AWS::StepFunctions::StateMachine',
    Machine,
  );
  const functions = template
    .all('AWS::Lambda::Function', RunAs)
    .map(({ properties }) => ({ ...properties, title: properties.Description.replace('functions/', '') }));
  const roleOf = new Map([
    ...functions.map(({ title, Role }) => [title, Role] as const),
    [WORKFLOW, machine.properties.RoleArn] as const,
  ]);
  const policiesOf = policiesByRole(template);
  const protectedBy = resourcePolicies(template);
  const documentsOf = (caller: string) => policiesOf.get(roleOf.get(caller) ?? '') ?? [];

  return {
    callers: [...roleOf.keys()],
    resources: (type) => template.all(type, Nothing),
    logGroupOf(caller) {
      const { LoggingConfig } = functions.find(({ title }) => title === caller) ?? {};
      return template.all('AWS::Logs::LogGroup', Nothing).find(({ id }) => id === LoggingConfig?.LogGroup)?.arn ?? '';
    },
    actionsOf: (caller) =>
      documentsOf(caller)
        .flatMap((document) => document.Statement)
        .filter((statement: Statement) => statement.Effect === 'Allow')
        .flatMap((statement: Statement) => [statement.Action].flat().map(String)),
    async decide({ caller, action, resource, context }) {
      const role = roleOf.get(caller) ?? '';
      const named = resource === MACHINE ? machine.arn : resource;
      const bucketOrKey = named.replace(/^(arn:aws:s3:::[^/]+)\/.*$/, '$1');
      const result = await runSimulation(
        {
          identityPolicies: documentsOf(caller).map((policy, place) => ({ name: `${caller} ${place}`, policy })),
          serviceControlPolicies: [],
          resourceControlPolicies: [],
          resourcePolicy: protectedBy.get(bucketOrKey),
          request: {
            action,
            principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.split('/')[1]}/${caller.replaceAll('/', '.')}`,
            resource: { accountId: ACCOUNT, resource: named },
            contextVariables: { 'aws:PrincipalArn': role, ...mutable(context) },
          },
        },
        {},
      );
      return result.resultType === 'error'
        ? `${result.errors.message} ${JSON.stringify(result.errors)}`
        : result.overallResult;
    },
  };
}

const mutable = (context: RequestedRight['context']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
  );

function policiesByRole(template: ReturnType<typeof readTemplate>) {
  const documents = new Map<string, v.InferOutput<typeof Policy>['PolicyDocument'][]>();
  const arns = new Map<string, string>();
  for (const { id, arn, properties } of template.all('AWS::IAM::Role', Role)) {
    arns.set(id, arn);
    documents.set(
      arn,
      properties.Policies.map(({ PolicyDocument }) => PolicyDocument),
    );
  }
  for (const { properties } of template.all('AWS::IAM::Policy', Attached))
    for (const role of properties.Roles) documents.get(arns.get(role) ?? '')?.push(properties.PolicyDocument);
  return documents;
}

/** What keys and buckets themselves say of who may do what to them, by ARN. */
function resourcePolicies(template: ReturnType<typeof readTemplate>): Map<string, unknown> {
  return new Map([
    ...template.all('AWS::KMS::Key', Key).map(({ arn, properties }) => [arn, properties.KeyPolicy] as const),
    ...template
      .all('AWS::S3::BucketPolicy', BucketPolicy)
      .map(({ properties }) => [`arn:aws:s3:::${properties.Bucket}`, properties.PolicyDocument] as const),
  ]);
}
