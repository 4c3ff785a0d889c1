import { parseArgs } from 'node:util';
import { App, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { BUNDLES } from './bundle.ts';
import { PimStack } from './pim-stack.ts';
import { readSettings, SettingsError } from './settings.ts';

// Given here and not in cdk.json, so that `cdk deploy` and the local stack get the same template.
const FEATURE_FLAGS = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  // Otherwise S3 would need lists of rights, which buckets of today do not take.
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
};

interface SynthesisOptions {
  readonly bundles?: string;
  readonly validate?: boolean;
  readonly region?: string | undefined;
  readonly rulePacks?: (app: App) => IPolicyValidationPlugin[];
}

/**
 * Writes the template and the functions' bundles of one deployment; needs no account and looks nothing up.
 *
 * @param context settings by name, see `settings.ts`
 * @param outdir folder to write to, `cdk.out`
 * @param bundles folder with the bundled functions
 * @param validate whether the template is checked against what CloudFormation knows (4 s), as before a deployment
 * @param region where it is deployed to, where that is known
 * @param rulePacks what else has to find nothing to say; not for templates of one machine, because it takes time
 * @returns the folder written to
 * @throws SettingsError when a setting is missing or malformed
 */
export function synthesize(
  context: Record<string, string>,
  outdir: string,
  { bundles = BUNDLES, validate = false, region, rulePacks = () => [] }: SynthesisOptions = {},
): string {
  const app = new App({
    context: { ...FEATURE_FLAGS, ...context },
    outdir,
    analyticsReporting: false,
    builtinCloudFormationValidation: validate,
  });
  const settings = readSettings((name) => app.node.tryGetContext(name), region);
  new PimStack(app, 'Lapse', { ...settings, bundles });
  Validations.of(app).addPlugins(...rulePacks(app));
  return app.synth().directory;
}

/** Leaves out the check against what CloudFormation knows, which takes longer than all the rest; the rule packs stay. */
const WITHOUT_VALIDATION = '--without-validation';

/** `-c name=value` as the CDK's own command line takes it, for `npm run synth -- -c …`. */
function readContext(): Record<string, string> {
  const { tokens } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== WITHOUT_VALIDATION),
    options: { context: { type: 'string', short: 'c', multiple: true } },
    strict: false,
    tokens: true,
  });
  const pairs = tokens.map((token) => {
    const [, name, value] = token.kind === 'option' ? (/^([^=]+)=(.*)$/s.exec(token.value ?? '') ?? []) : [];
    if (!name || value === undefined) throw new SettingsError('Settings are given as -c name=value, one by one.');
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}

async function main(): Promise<void> {
  try {
    const outdir = process.env.CDK_OUTDIR ?? 'cdk.out';
    const validate = !process.argv.includes(WITHOUT_VALIDATION);
    // The CDK's own command line says where the credentials it found lead to.
    const region = process.env.CDK_DEFAULT_REGION;
    synthesize(readContext(), outdir, { validate, region, ...(await import('./checks.ts')) });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    // Not exitCode: the CDK would synthesize once more, without a stack, before the process ends.
    process.exit(1);
  }
}

if (process.argv[1] === import.meta.filename) await main();
