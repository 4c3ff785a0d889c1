import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CheckpointKey, keysBeside, trustedAmong } from './checkpoint-keys.ts';
import { readCheckpoint } from './checkpoint-token.ts';
import { type Line, linesOf, readEvents } from './read-events.ts';
import { verifyAudit } from './verify-audit.ts';
import { exportOrder } from './verify-chains.ts';
import type { KeptCheckpoint } from './verify-checkpoints.ts';

const USAGE = `npm run audit:verify -- [--key KEY]... [--export EVENTS.jsonl] [--from N] FOLDER

FOLDER   a copy of the audit bucket: checkpoints/, events/ and keys/; of each object its oldest version
--key    whose signature counts: the file of a public key (aws kms get-public-key of the output CheckpointKeyId, PEM or
         DER), or the SHA-256 of its DER in hex. Without it whatever lies in keys/ counts, which an attacker may have put there.
--export takes the chains from an export instead of the archive: GET /v1/audit?from=… as JSON lines, from the beginning,
         all pages
--from   number of the checkpoint to begin with; what was recorded before it may then be missing`;

/**
 * `npm run audit:verify`: replays an export or the archive offline, against the signed checkpoints.
 *
 * @returns the exit code: 0 all is as it was written, 1 something is not, 2 nothing could be verified
 */
export async function verifyExport(args: readonly string[], say: (line: string) => void): Promise<number> {
  try {
    return await replay(args, say);
  } catch (error) {
    // A finding has a code of its own, which a file that cannot be read must not have.
    say(plain(`Nothing was verified: ${error instanceof Error ? error.message : error}`));
    return 2;
  }
}

async function replay(args: readonly string[], say: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      export: { type: 'string' },
      key: { type: 'string', multiple: true },
      from: { type: 'string', default: '1' },
    },
    allowPositionals: true,
  });
  const [folder] = positionals;
  const from = Number(values.from);
  if (folder === undefined || !Number.isInteger(from) || from < 1) {
    say(USAGE);
    return 2;
  }
  const keys = chooseKeys(keysBeside(folder), values.key, say);
  if (!keys) return 2;
  const checkpoints = await readCheckpoints(folder, keys);
  if (checkpoints.length === 0) {
    say(`There are no checkpoints in ${folder}. ${USAGE}`);
    return 2;
  }
  const read = readEvents(values.export === undefined ? archivedLines(folder) : linesOf(values.export));
  // Each hour of an archive is a file of its own; an export has its order from the API.
  const events = values.export === undefined ? read.events.sort(exportOrder) : read.events;
  const findings = [...read.findings, ...verifyAudit(events, checkpoints, from)];
  for (const { kind, subject, seq, sentence } of findings) say(plain(`${kind}  ${subject} #${seq}  ${sentence}`));
  say(`${events.length} events, ${checkpoints.length} checkpoints, ${findings.length} findings`);
  return findings.length === 0 ? 0 : 1;
}

function filesOf(folder: string, pattern: string): string[] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .map((file) => join(folder, file));
}

/** Whose signatures count; nothing when none of those trusted is there, and a warning when nobody said whom to trust. */
function chooseKeys(
  keys: readonly CheckpointKey[],
  trusted: readonly string[] | undefined,
  say: (line: string) => void,
): readonly CheckpointKey[] | undefined {
  const named = keys.map(({ kid, fingerprint }) => plain(`${kid} (SHA-256 ${fingerprint})`)).join(', ');
  if (trusted === undefined) {
    if (keys.length > 0)
      say(`Nobody said whose signature counts (--key), so this shows not who signed. Taken: ${named}.`);
    return keys;
  }
  const chosen = trustedAmong(keys, trusted);
  if (chosen.length > 0) return chosen;
  say(`None of the keys given by --key lies in keys/: ${named || 'there is none'}.`);
  return undefined;
}

async function readCheckpoints(folder: string, trusted: readonly CheckpointKey[]): Promise<KeptCheckpoint[]> {
  const keys = new Map(trusted.map(({ kid, key }) => [kid, key]));
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
