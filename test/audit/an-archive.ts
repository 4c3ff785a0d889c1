import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { fingerprintOf } from '#shared/audit/checkpoint-keys';
import { checkpointInput } from '#shared/audit/checkpoint-token';
import type { KeptCheckpoint } from '#shared/audit/verify-checkpoints';
import { verifyExport } from '#shared/audit/verify-export';
import type { AuditEvent } from '#shared/domain/audit-event';
import { chain, checkpointOf } from './an-audit.ts';

/** A key as KMS names it. */
export function newKey(kid: string) {
  return { kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}
export type Key = ReturnType<typeof newKey>;

export const pemOf = ({ publicKey }: Key) => publicKey.export({ format: 'pem', type: 'spki' }).toString();

/** What `--key` takes for it. */
export const trusting = ({ publicKey }: Key) => ['--key', fingerprintOf(publicKey)] as const;

/** A folder that is gone when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Three hours of three activations: from 10:01, 11:01 and 12:01 on, sealed half a minute after the last event of each. */
export const hours = [
  chain('act_1', 3, (seq) => ({ at: `2026-11-22T10:0${seq}:00.000Z` })),
  chain('act_2', 2, (seq) => ({ at: `2026-11-22T11:0${seq}:00.000Z` })),
  chain('act_3', 2),
];

export const linesOf = (events: readonly AuditEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** The folder of an audit bucket: each hour's events, and a checkpoint over them. */
export function archive(key: Key, sealed: readonly AuditEvent[][] = hours, folder = newFolder()): string {
  for (const name of ['keys', 'events', 'checkpoints']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, `keys/${key.kid}.pem`), pemOf(key));
  let before: KeptCheckpoint | undefined;
  for (const [place, events] of sealed.entries()) {
    const { checkpoint } = checkpointOf(place + 1, events, before);
    before = { checkpoint, text: signed(checkpointInput(key.kid, checkpoint), key) };
    writeFileSync(join(folder, `checkpoints/0000000${place + 1}.jws`), before.text);
    writeFileSync(join(folder, `events/0000000${place + 1}-${checkpoint.at}.jsonl`), linesOf(events));
  }
  return folder;
}

function signed(input: string, { privateKey }: Key): string {
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** What `npm run audit:verify` says, and its exit code. */
export async function verify(...args: string[]) {
  const said: string[] = [];
  const code = await verifyExport(args, (line) => said.push(line));
  return { code, said };
}
