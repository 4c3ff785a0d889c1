import { bundle } from '../bundle.ts';
import { templateOrigins } from './template-origins.ts';

/** Settings of the stack on one machine; the origins are replaced by the real ones when it starts. */
const CONTEXT: Record<string, string> = {
  issuer: templateOrigins.identityProvider,
  audience: 'lapse',
  sender: 'lapse@example.test',
  firstAdministrator: `${templateOrigins.identityProvider}|grace`,
  origin: templateOrigins.api,
};

/** `node write-template.ts FOLDER`: bundles the functions and synthesizes the template for one machine. */
async function main(folder: string): Promise<void> {
  // The bundler has a process of its own, so that the CDK, slow to load, is loaded meanwhile.
  const [{ synthesize }] = await Promise.all([import('../app.ts'), bundle()]);
  synthesize(CONTEXT, folder);
}

await main(process.argv[2] ?? '').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
