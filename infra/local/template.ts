import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Names, resolveIntrinsics } from './intrinsics.ts';

export const REGION = 'eu-west-1';
export const ACCOUNT = '000000000000';

const Manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({ type: v.string(), properties: v.optional(v.looseObject({ templateFile: v.optional(v.string()) })) }),
  ),
});

const Document = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
  Parameters: v.optional(v.record(v.string(), v.looseObject({ Default: v.optional(v.unknown()) })), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Mappings: v.optional(v.record(v.string(), v.record(v.string(), v.record(v.string(), v.unknown()))), {}),
});
type Document = v.InferOutput<typeof Document>;

export interface Resource<Properties> {
  /** Logical id in the template. */
  readonly id: string;
  /** The same without the eight digits CDK adds, for people and logs. */
  readonly title: string;
  readonly arn: string;
  readonly properties: Properties;
}

/** The synthesized stack with every reference replaced by what it is on this machine. */
export interface Template {
  /** Folder with the functions' bundles (`cdk.out`). */
  readonly folder: string;
  /** All resources of a type in the template's order; only the properties the schema names are read. */
  all<Schema extends ObjectSchema>(type: string, schema: Schema): Resource<v.InferOutput<Schema>>[];
}

type ObjectSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

export interface TemplateOptions {
  /** Text replaced throughout, such as the origins written in at synthesis by those really listened on. */
  readonly replacements?: Readonly<Record<string, string>>;
  /** `<logical id or type>.<attribute>` → value, asked only when something refers to it. */
  readonly attributes?: Readonly<Record<string, () => unknown>>;
  /** Values of template parameters, instead of their defaults. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a stack from a folder of synthesized templates.
 *
 * @throws Error in one sentence when there is no build, or when something refers to what is unknown here
 */
export function readTemplate(folder: string, stack = 'Lapse', options: TemplateOptions = {}): Template {
  const document = readDocument(folder, stack, options.replacements ?? {});
  const arn = (id: string) => arnOf(id, document.Resources[id]?.Type ?? '', physicalName(id));
  const names = localNames(document, options, physicalName, arn);

  function physicalName(id: string): string {
    const { Type = '', Properties = {} } = document.Resources[id] ?? {};
    const property = NAME_PROPERTIES[Type];
    const given = property === undefined ? undefined : resolveIntrinsics(Properties[property], names);
    return typeof given === 'string' ? given : id;
  }

  return {
    folder,
    all: (type, schema) =>
      Object.entries(document.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, resource]) => {
          const wanted = Object.keys(schema.entries).map((key) => [key, resource.Properties[key]] as const);
          const present = Object.fromEntries(wanted.filter(([, value]) => value !== undefined));
          return {
            id,
            title: id.replace(/[0-9A-F]{8}$/, ''),
            arn: arn(id),
            properties: parse(schema, resolveIntrinsics(present, names), `${type} ${id}`),
          };
        }),
  };
}

function readDocument(folder: string, stack: string, replacements: Readonly<Record<string, string>>): Document {
  try {
    const manifest = v.parse(Manifest, JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
    const file = manifest.artifacts[stack]?.properties?.templateFile ?? `${stack}.template.json`;
    const text = replaceOrigins(readFileSync(join(folder, file), 'utf8'), replacements);
    return v.parse(Document, JSON.parse(text));
  } catch (cause) {
    throw new Error(`There is no build of the stack ${stack} in ${folder}; run "npm run synth" first.`, { cause });
  }
}

/** All in one pass, because a new origin may look like another one's old; `:4000` is not the start of `:40001`. */
function replaceOrigins(text: string, replacements: Readonly<Record<string, string>>): string {
  const origins = Object.keys(replacements).map((origin) => origin.replaceAll('.', '\\.'));
  if (origins.length === 0) return text;
  return text.replace(new RegExp(`(${origins.join('|')})(?!\\d)`, 'g'), (origin) => replacements[origin] ?? origin);
}

function localNames(
  { Resources, Parameters, Conditions, Mappings }: Document,
  { attributes = {}, parameters = {} }: TemplateOptions,
  physicalName: (id: string) => string,
  arn: (id: string) => string,
): Names {
  const names: Names = {
    ref(id) {
      const value = PSEUDO_PARAMETERS[id] ?? parameters[id] ?? Parameters[id]?.Default;
      if (value !== undefined) return value;
      const type = Resources[id]?.Type;
      if (!type) throw new Error(`The template refers to ${id}, which has no value on this machine.`);
      return REFERRED_BY_ARN.has(type) ? arn(id) : physicalName(id);
    },
    attribute(id, attribute) {
      const type = Resources[id]?.Type ?? '';
      const given = attributes[`${id}.${attribute}`] ?? attributes[`${type}.${attribute}`];
      if (given) return given();
      if (attribute === 'Arn') return arn(id);
      if (attribute === 'StreamArn') return `${arn(id)}/stream/local`;
      if (attribute === 'KeyId') return physicalName(id);
      throw new Error(`The template asks for ${id}.${attribute} (${type}), which is unknown on one machine.`);
    },
    condition: (name) => Boolean(resolveIntrinsics(Conditions[name], names)),
    mapping: (map, key, second) => Mappings[map]?.[key]?.[second],
  };
  return names;
}

const PSEUDO_PARAMETERS: Record<string, unknown> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'Lapse',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Lapse/local`,
  'AWS::NotificationARNs': [],
};

const REFERRED_BY_ARN = new Set([
  'AWS::StepFunctions::StateMachine',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
]);

const NAME_PROPERTIES: Record<string, string> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
};

const ARN_PATHS: Record<string, (name: string) => string> = {
  'AWS::Lambda::Function': (name) => `lambda:${REGION}:${ACCOUNT}:function:${name}`,
  'AWS::StepFunctions::StateMachine': (name) => `states:${REGION}:${ACCOUNT}:stateMachine:${name}`,
  'AWS::DynamoDB::Table': (name) => `dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
  'AWS::DynamoDB::GlobalTable': (name) => `dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
  'AWS::KMS::Key': (name) => `kms:${REGION}:${ACCOUNT}:key/${name}`,
  'AWS::S3::Bucket': (name) => `s3:::${name}`,
  'AWS::IAM::Role': (name) => `iam::${ACCOUNT}:role/${name}`,
  'AWS::Logs::LogGroup': (name) => `logs:${REGION}:${ACCOUNT}:log-group:${name}:*`,
  'AWS::SQS::Queue': (name) => `sqs:${REGION}:${ACCOUNT}:${name}`,
  'AWS::SNS::Topic': (name) => `sns:${REGION}:${ACCOUNT}:${name}`,
};

function arnOf(id: string, type: string, name: string): string {
  return `arn:aws:${ARN_PATHS[type]?.(name) ?? `${type.replaceAll('::', '-').toLowerCase()}:${REGION}:${ACCOUNT}:${id}`}`;
}

function parse<Schema extends ObjectSchema>(schema: Schema, value: unknown, what: string): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const fields = parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  throw new Error(`The local stack does not understand ${what}: ${fields.join('; ')}`);
}
