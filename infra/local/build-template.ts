import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { templateOrigins } from './stack.ts';

const INFRA = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** Settings of the stack on one machine; the origins are replaced by the real ones when it starts. */
const CONTEXT: Record<string, string> = {
  issuer: templateOrigins.identityProvider,
  audience: 'lapse',
  sender: 'lapse@example.test',
  firstAdministrator: `${templateOrigins.identityProvider}|grace`,
  origin: templateOrigins.api,
};

/**
 * Bundles the functions and synthesizes the template for one machine into `folder`, in processes of their own: the CDK
 * takes more memory than all of the local stack.
 *
 * @param signal ends the build, and leaves no process behind
 * @throws Error with what the build said
 */
export async function buildTemplate(folder: string, signal?: AbortSignal): Promise<void> {
  const settings = Object.entries(CONTEXT).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const options = { env: { ...process.env, CDK_OUTDIR: folder }, ...(signal && { signal }) };
    await run(process.execPath, [join(INFRA, 'bundle.ts')], options);
    await run(process.execPath, [join(INFRA, 'app.ts'), '--without-validation', ...settings], options);
  } catch (error) {
    const said = String(Object(error).stderr ?? '').trim();
    throw new Error(said || 'The functions could not be built.', { cause: error });
  }
}
