import { type ChainHead, type Checkpoint, inOrder, rootOfHeads } from '#shared/audit/checkpoint';
import { hashEvent, sha256 } from '#shared/audit/event-hash';
import type { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { jsonLine } from '#shared/domain/json-line';
import type { Ports } from '#shared/ports';
import type { AuditRetention } from '#shared/ports/audit-retention';
import type { AuditSeals, AuditVault, CheckpointSigner, Sealed } from '#shared/ports/audit-seal';
import { findOverdue, type Overdue, removeOverdue, stubsOf } from './retire-records.ts';

type Needs = Pick<Ports, 'onboardings' | 'activations' | 'now'> & {
  readonly auditSeals: AuditSeals;
  readonly auditVault: AuditVault;
  readonly checkpointSigner: CheckpointSigner;
  readonly auditRetention: AuditRetention;
  /** How many days records and their events stay in the table. */
  readonly retentionDays: number;
};

/** An event is timed before its transaction is sent: longer than any function that writes one may run. */
const SETTLED_MINUTES = 5;
/** Before consent nothing happens but setting up. */
const BEFORE_CONSENT_MINUTES = 24 * 60;
const NUMBER_DIGITS = 8;

/**
 * Seals what was recorded since the last seal: the events go to a place where nothing can be changed, and a signed
 * checkpoint over the heads of all chains that grew, and over the checkpoint before, says so for ever. What is older than
 * has to be kept then leaves the table; the checkpoint says where the chains begin from now on.
 *
 * Safe to repeat at any point: a checkpoint that was kept before a crash is taken for the one it is.
 *
 * @returns how many events were sealed; nothing before consent
 * @throws Stale when another seal was faster
 */
export async function sealAudit(needs: Needs): Promise<number> {
  const { auditSeals, auditVault, checkpointSigner, now } = needs;
  const last = await auditSeals.last();
  const from = last?.upTo ?? (await beginning(needs));
  const upTo = plusMinutes(now(), -SETTLED_MINUTES);
  if (from === undefined || from >= upTo) return 0;

  const { events, heads } = await readRecorded(from, upTo, auditSeals);
  const overdue = last && (await overdueBefore(last, needs));
  const number = (last?.number ?? 0) + 1;
  const name = String(number).padStart(NUMBER_DIGITS, '0');
  if (events.length > 0) await auditVault.keep(`events/${name}-${upTo}.jsonl`, linesOf(events));
  await keepPublicKey(needs);
  const text = await checkpointSigner.sign({
    at: upTo,
    number,
    previous: last?.hash ?? '',
    root: rootOfHeads(heads),
    heads,
    ...stubsIn(overdue),
  } satisfies Checkpoint);
  const kept = await auditVault.keep(`checkpoints/${name}.jws`, text);
  await auditSeals.advance({ number, hash: sha256(kept), upTo: kept === text ? upTo : timeOf(kept) }, last);
  // An earlier run's checkpoint does not speak of what this one found: the next one does.
  if (overdue && kept === text) await removeOverdue(overdue, needs);
  return events.length;
}

async function overdueBefore({ upTo }: Sealed, needs: Needs): Promise<Overdue | undefined> {
  const begun = await beginning(needs);
  return begun === undefined ? undefined : findOverdue(upTo, begun, needs);
}

function stubsIn(overdue: Overdue | undefined): Pick<Checkpoint, 'stubs'> {
  const stubs = overdue ? stubsOf(overdue) : [];
  return stubs.length > 0 ? { stubs } : {};
}

async function beginning({ onboardings }: Needs): Promise<Sealed['upTo'] | undefined> {
  const onboarding = await onboardings.find();
  return onboarding && plusMinutes(onboarding.consentedAt, -BEFORE_CONSENT_MINUTES);
}

async function readRecorded(from: string, before: string, auditSeals: AuditSeals) {
  const events: AuditEvent[] = [];
  for await (const page of auditSeals.listRecorded(from, before)) events.push(...page);
  // They come shard by shard.
  events.sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq);
  const heads = events.map(
    (event): ChainHead => ({
      subject: `${event.subject.kind}:${event.subject.id}`,
      seq: event.seq,
      hash: hashEvent(event),
    }),
  );
  return { events, heads: inOrder(heads) };
}

/** Whoever verifies finds the key beside what it signed; asked for each time, because the key may have been changed since. */
async function keepPublicKey({ auditVault, checkpointSigner }: Needs): Promise<void> {
  const { keyId, pem } = await checkpointSigner.publicKey();
  await auditVault.keep(`keys/${keyId}.pem`, pem);
}

function linesOf(events: readonly AuditEvent[]): string {
  return events.map((event) => `${jsonLine(event)}\n`).join('');
}

/** Of a checkpoint that an earlier run kept before it crashed. */
function timeOf(text: string): string {
  return JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()).at;
}
