import { createPublicKey } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCheckpoint } from './checkpoint-token.ts';
import { type Line, linesOf, readEvents } from './read-events.ts';
import { verifyAudit } from './verify-audit.ts';
import { exportOrder } from './verify-chains.ts';
import type { KeptCheckpoint } from './verify-checkpoints.ts';

const USAGE = `npm run audit:verify -- [--export EVENTS.jsonl] FOLDER

FOLDER is a copy of the audit bucket: checkpoints/, events/ and keys/. With --export the chains are those of the
export (GET /v1/audit as JSON lines, all pages), else those of the archive.`;

/**
 * `npm run audit:verify`: replays an export or the archive offline, against the signed checkpoints.
 *
 * @returns the exit code: 0 all is as it was written, 1 something is not, 2 nothing could be verified
 */
export async function verifyExport(args: readonly string[], say: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { export: { type: 'string' } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined) {
    say(USAGE);
    return 2;
  }
  const checkpoints = await readCheckpoints(folder);
  if (checkpoints.length === 0) {
    say(`There are no checkpoints in ${folder}. ${USAGE}`);
    return 2;
  }
  const read = readEvents(values.export === undefined ? archivedLines(folder) : linesOf(values.export));
  // Each hour of an archive is a file of its own; an export has its order from the API.
  const events = values.export === undefined ? read.events.sort(exportOrder) : read.events;
  const findings = [...read.findings, ...verifyAudit(events, checkpoints)];
  for (const { kind, subject, seq, sentence } of findings) say(plain(`${kind}  ${subject} #${seq}  ${sentence}`));
  say(`${events.length} events, ${checkpoints.length} checkpoints, ${findings.length} findings`);
  return findings.length === 0 ? 0 : 1;
}

function filesOf(folder: string, pattern: string): string[] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .map((file) => join(folder, file));
}

async function readCheckpoints(folder: string): Promise<KeptCheckpoint[]> {
  const keys = filesOf(folder, 'keys/*.pem').map((file) => createPublicKey(readFileSync(file)));
  const texts = filesOf(folder, 'checkpoints/*.jws').map((file) => readFileSync(file, 'utf8'));
  return Promise.all(texts.map(async (text) => ({ text, checkpoint: await readCheckpoint(text, keys) })));
}

/**
 * A seal archives its events shard by shard. One that crashed leaves them behind, and the next one archives them once
 * more: the same line is the same event.
 */
function archivedLines(folder: string): Line[] {
  const lines = filesOf(folder, 'events/*.jsonl').flatMap(linesOf);
  return [...new Map(lines.map((line) => [line.text, line])).values()];
}

/** What is verified may be forged: a name with a line break in it must not speak for the verifier. */
function plain(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}

if (process.argv[1] === import.meta.filename) process.exitCode = await verifyExport(process.argv.slice(2), console.log);
