import { execFile } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { bundle } from '../bundle.ts';
import { fingerprint, isMadeOf, noteMadeOf } from '../made-of.ts';
import { partnerIssuer, templateAudiences, templateOrigins, WEB_CLIENT } from './template-origins.ts';

const run = promisify(execFile);

/** Settings of the stack on one machine; the origins are replaced by the real ones when it starts. */
const CONTEXT: Record<string, string> = {
  issuer: templateOrigins.identityProvider,
  audience: templateAudiences.us,
  trustedIssuers: `${partnerIssuer(templateOrigins.identityProvider)}|${templateAudiences.partner}|${WEB_CLIENT}`,
  sender: 'lapse@example.test',
  firstAdministrator: `${templateOrigins.identityProvider}|grace`,
  origin: templateOrigins.api,
  signInClientId: WEB_CLIENT,
  // Of the OpenID Connect Extended Authentication Profile: resists phishing.
  roleAcrValues: 'phr',
  // The mailbox takes as many as come.
  mailsPerSecond: '10000',
  // So that who tries it out by hand needs no second kind of token for everything.
  administrationMfa: 'none',
};

/**
 * Bundles the functions and synthesizes the template for one machine into `folder`, in a process of its own: the CDK
 * takes more memory than all of the local stack. What was built from the very same sources and settings stays.
 *
 * @param settings of this start, beside those of one machine
 * @param signal ends the build, and leaves no process behind
 * @throws Error with what the build said
 */
export async function buildTemplate(
  folder: string,
  { settings = {}, signal }: { settings?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<void> {
  const given = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const mark = fingerprint(['{functions,shared,infra}/**'], given);
  if (isMadeOf(folder, mark)) return;
  try {
    await run(process.execPath, [import.meta.filename, folder, ...given], { ...(signal && { signal }) });
    noteMadeOf(folder, mark);
  } catch (error) {
    const said = String(Object(error).stderr ?? '').trim();
    throw new Error(said || 'The functions could not be built.', { cause: error });
  }
}

async function build(folder: string, given: readonly string[]): Promise<void> {
  const settings = given.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  const fresh = `${folder}.${process.pid}`;
  try {
    // The bundler works in a process of its own; the CDK, slow to load, is loaded meanwhile.
    const [{ synthesize }] = await Promise.all([import('../app.ts'), bundle()]);
    synthesize({ ...CONTEXT, ...Object.fromEntries(settings) }, fresh);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [folder = '', ...given] = process.argv.slice(2);
  await build(folder, given).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
