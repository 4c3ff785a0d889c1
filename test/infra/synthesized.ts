import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { synthesize } from '#infra/app';

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

/** Every function of the product, by its file below `functions`. */
export const functionPaths = [
  'api/administration',
  'api/approvals',
  'api/decision-links',
  'api/documentation',
  'api/evaluation',
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

/** The template of a deployment whose functions are empty. */
export function synthesizeLapse(settings: Record<string, string> = {}, { validate = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-template-'));
  try {
    for (const path of functionPaths) {
      mkdirSync(join(folder, 'bundles', path), { recursive: true });
      writeFileSync(join(folder, 'bundles', path, 'index.mjs'), `export const handler = () => '${path}';`);
    }
    const out = join(folder, 'out');
    synthesize({ ...context, ...settings }, out, { bundles: join(folder, 'bundles'), validate });
    const read = (file: string) => JSON.parse(readFileSync(join(out, file), 'utf8'));
    return {
      template: Template.fromJSON(read('Lapse.template.json')),
      findings: validate ? read('validation-report.json').pluginReports : [],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Statement {
  readonly effect: string;
  readonly actions: string[];
  readonly resources: unknown[];
}

/** The logical id of a function, by its file below `functions`. */
export function functionId(template: Template, path: string): string {
  const properties = { Properties: { Description: `functions/${path}` } };
  const [id] = Object.keys(template.findResources('AWS::Lambda::Function', properties));
  if (!id) throw new Error(`The template has no function ${path}.`);
  return id;
}

/** What the role of a function may do. */
export function rightsOf(template: Template, path: string): Statement[] {
  const id = functionId(template, path);
  const { Role } = template.findResources('AWS::Lambda::Function')[id]?.Properties ?? {};
  return rightsOfRole(template, Role['Fn::GetAtt'][0]);
}

/** What a role may do, by its logical id. */
export function rightsOfRole(template: Template, roleId: string): Statement[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return policies
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement.map(readStatement));
}

export function actionsOf(template: Template, path: string): string[] {
  return rightsOf(template, path).flatMap(({ actions }) => actions);
}

function readStatement({ Effect, Action, Resource }: Record<string, unknown>): Statement {
  return { effect: String(Effect), actions: [Action].flat().map(String), resources: [Resource].flat() };
}
