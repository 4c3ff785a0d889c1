import * as v from 'valibot';
import { portsFrom } from '../ports.ts';
import type { Origins } from './lapse-client.ts';

const ControlHealth = v.object({ status: v.literal('ok'), api: v.string(), mailbox: v.string() });
const LONGEST_WAIT_MS = 10_000;

/** Looks for a local stack whose API is at this port; undefined when there is none, or another program. */
export async function findStack(port: number): Promise<Origins | undefined> {
  const { api, control } = portsFrom(port);
  const controlOrigin = `http://127.0.0.1:${control}`;
  const told = v.safeParse(ControlHealth, await getJson(`${controlOrigin}/health`));
  if (!told.success || told.output.api !== `http://127.0.0.1:${api}`) return undefined;

  const health = v.safeParse(v.object({ status: v.literal('ok') }), await getJson(`${told.output.api}/health`));
  if (!health.success) return undefined;
  return { api: told.output.api, mailbox: told.output.mailbox, control: controlOrigin };
}

/** Undefined when nobody answers with JSON. */
async function getJson(url: string): Promise<unknown> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
    return await answer.json();
  } catch {
    return undefined;
  }
}
