import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { synthesize } from '#infra/app';
import { rulePacks } from '#infra/checks';

export const context = {
  issuer: 'https://login.example.com',
  audience: 'lapse',
  sender: 'lapse@example.com',
  firstAdministrator: 'https://login.example.com|grace',
};

/** One issuer needs no function that checks tokens. */
export const severalIssuers = { trustedIssuers: 'https://partner.example|lapse-guests' };

/** What makes a deployment have every function there is. */
export const everyFunction = { ...severalIssuers, importOrganization: 'on' };
/** A name of its own for the API. */
export const ownName = {
  domainName: 'lapse.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1234abcd',
};

/** The same behind a firewall. */
export const behindFirewall = {
  ...ownName,
  webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/lapse/1234abcd',
  edgeCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/5678abcd',
};

/** Every function of the product, by its file below `functions`. */
export const functionPaths = [
  'api/administration',
  'api/approvals',
  'api/decision-links',
  'api/documentation',
  'api/evaluation',
  'api/imports',
  'api/reports',
  'api/self-service',
  'authorizer/check-token',
  'deployment/publish-link-keys',
  'mail/record-delivery',
  'schedule/import-organization',
  'schedule/seal-audit',
  'schedule/sweep',
  'stream/dispatch',
  'stream/notify',
  'workflow/close-undecided',
  'workflow/grant-access',
  'workflow/revoke-access',
];

let bundles: string | undefined;

/** Functions that do nothing, made once for all templates of a process. */
function emptyBundles(): string {
  if (bundles) return bundles;
  const folder = mkdtempSync(join(tmpdir(), 'lapse-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const path of functionPaths) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'index.mjs'), `export const handler = () => '${path}';`);
  }
  bundles = folder;
  return folder;
}

/** Writes the template of a deployment whose functions are empty into a folder. */
export function synthesizeInto(folder: string, settings: Record<string, string> = {}): void {
  synthesize({ ...context, ...settings }, folder, { bundles: emptyBundles() });
}

/** The template of a deployment whose functions are empty. */
export function synthesizeLapse(settings: Record<string, string> = {}, { validate = false, packs = false } = {}) {
  const out = mkdtempSync(join(tmpdir(), 'lapse-template-'));
  try {
    synthesize({ ...context, ...settings }, out, { bundles: emptyBundles(), validate, ...(packs && { rulePacks }) });
    const read = (file: string) => JSON.parse(readFileSync(join(out, file), 'utf8'));
    return {
      template: Template.fromJSON(read('Lapse.template.json')),
      findings: validate || packs ? read('validation-report.json').pluginReports : [],
    };
  } finally {
    rmSync(out, { recursive: true });
  }
}

export interface Statement {
  readonly effect: string;
  readonly actions: string[];
  readonly resources: unknown[];
  /** The partitions of the table it is about, where it is not about all. */
  readonly partitions?: string[];
  /** The attributes it is about, where it is not about all. */
  readonly attributes?: string[];
}

/** The logical id of a function, by its file below `functions`. */
export function functionId(template: Template, path: string): string {
  const properties = { Properties: { Description: `functions/${path}` } };
  const [id] = Object.keys(template.findResources('AWS::Lambda::Function', properties));
  if (!id) throw new Error(`The template has no function ${path}.`);
  return id;
}

/** The logical id of the role a function runs as. */
export function roleOf(template: Template, path: string): string {
  const { Role } = template.findResources('AWS::Lambda::Function')[functionId(template, path)]?.Properties ?? {};
  return Role['Fn::GetAtt'][0];
}

/** What the role of a function may do. */
export function rightsOf(template: Template, path: string): Statement[] {
  return rightsOfRole(template, roleOf(template, path));
}

/** What a role may do, by its logical id. */
export function rightsOfRole(template: Template, roleId: string): Statement[] {
  return statementsOfRole(template, roleId).filter(({ effect }) => effect === 'Allow');
}

/** What a role may do, and what it is refused whatever it may do, by its logical id. */
export function statementsOfRole(template: Template, roleId: string): Statement[] {
  const own = template.findResources('AWS::IAM::Role')[roleId]?.Properties.Policies ?? [];
  const attached = Object.values(template.findResources('AWS::IAM::Policy'))
    .map(({ Properties }) => Properties)
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === roleId));
  return [...own, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map(readStatement));
}

export function actionsOf(template: Template, path: string): string[] {
  return rightsOf(template, path).flatMap(({ actions }) => actions);
}

/** Asks of a template which functions may do any of some actions. */
export function functionsThatMay(template: Template) {
  return (...wanted: string[]): string[] =>
    functionPaths.filter((path) => actionsOf(template, path).some((action) => wanted.includes(action)));
}

function readStatement({ Effect, Action, Resource, Condition }: Record<string, unknown>): Statement {
  const tests = Object.entries(Object(Condition)).filter(([operator]) => operator.startsWith('For'));
  const named = (key: string) => tests.flatMap(([, test]) => Object(test)[key] ?? []);
  const partitions = named('dynamodb:LeadingKeys');
  const attributes = named('dynamodb:Attributes');
  return {
    effect: String(Effect),
    actions: [Action].flat().map(String),
    resources: [Resource].flat(),
    ...(partitions.length > 0 && { partitions }),
    ...(attributes.length > 0 && { attributes }),
  };
}
