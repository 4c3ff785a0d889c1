import { join } from 'node:path';
import { buildTemplate } from '../build-template.ts';
import { seedDemoOrganization } from '../demo-organization.ts';
import { people, workloads } from '../people.ts';
import { startLocalStack } from '../stack.ts';
import type { Origins } from './lapse-client.ts';

/** Apart from the folder of `npm start`: a stack that runs at another port still loads functions from there. */
const FOLDER = join(import.meta.dirname, '../../../.lapse/demo.out');

/**
 * Builds Lapse and starts it in this process, in memory and at free ports.
 *
 * @throws Error in one sentence about the build
 */
export async function startOwnStack(): Promise<{ origins: Origins; stop: () => Promise<void> }> {
  await buildTemplate(FOLDER);
  const stack = await startLocalStack({ folder: FOLDER, port: 0, people, workloads, seed: seedDemoOrganization });
  const { origin, mailboxOrigin, controlOrigin, stop } = stack;
  return { origins: { api: origin, mailbox: mailboxOrigin, control: controlOrigin }, stop };
}
