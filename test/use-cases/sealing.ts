import { createPublicKey } from 'node:crypto';
import { readCheckpoint } from '#shared/audit/checkpoint-token';
import { kmsCheckpointSigner } from '#shared/audit/kms-checkpoint-signer';
import { auditRetentionStore } from '#shared/dynamodb/audit-retention-store';
import { auditSealStore } from '#shared/dynamodb/audit-seal-store';
import { openTable } from '#shared/dynamodb/table';
import type { AuditVault } from '#shared/ports/audit-seal';
import { sealAudit } from '#shared/use-cases/seal-audit';
import { fakeKms, newLinkKey } from '#test/decision-tokens/fake-kms';
import type { World } from '#test/support/world';

const key = newLinkKey();
/** What the checkpoints of every test are signed with, the public half. */
export const checkpointKey = createPublicKey({ key: Buffer.from(key.spki, 'base64'), format: 'der', type: 'spki' });

/** Keeps the first text of each name, as a bucket with Object Lock does for `If-None-Match: *`. */
function createVault(): AuditVault & { readonly objects: Map<string, string> } {
  const objects = new Map<string, string>();
  return {
    objects,
    async keep(name, text) {
      if (!objects.has(name)) objects.set(name, text);
      return objects.get(name) ?? '';
    },
  };
}

/** The seal of a world's audit, and what it left in its archive. */
export function sealing(world: World, retentionDays = 365) {
  const vault = createVault();
  const table = openTable(world.table.name, world.table.client);
  const needs = {
    ...world,
    auditSeals: auditSealStore(table, world.table.name),
    auditRetention: auditRetentionStore(table, world.table.name),
    retentionDays,
    auditVault: vault,
    checkpointSigner: {
      ...kmsCheckpointSigner(fakeKms(key).kms, 'key-1'),
      publicKey: async () => ({ keyId: 'key-1', pem: 'PEM' }),
    },
  };
  const checkpoints = async () => {
    const texts = [...vault.objects].filter(([name]) => name.startsWith('checkpoints/')).map(([, text]) => text);
    return Promise.all(
      texts.map(async (text) => ({
        text,
        checkpoint: await readCheckpoint(text, new Map([['key-1', checkpointKey]])),
      })),
    );
  };
  const archived = () =>
    [...vault.objects]
      .filter(([name]) => name.startsWith('events/'))
      .flatMap(([, text]) =>
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      );
  return { needs, vault, checkpoints, archived, seal: () => sealAudit(needs) };
}
