import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A public key that may have signed checkpoints, by the name they call it (`kid`). */
export interface CheckpointKey {
  readonly kid: string;
  readonly key: KeyObject;
  readonly fingerprint: string;
}

/** The keys that lie beside the checkpoints: worth as much as whoever put them there, until somebody says which to trust. */
export function keysBeside(folder: string): CheckpointKey[] {
  return globSync('keys/*.pem', { cwd: folder })
    .sort()
    .map((file) => {
      const key = readKey(join(folder, file));
      return { kid: basename(file, '.pem'), key, fingerprint: fingerprintOf(key) };
    });
}

/**
 * What names a key without doubt.
 *
 * @returns SHA-256 of the key (SPKI, DER) in hex, as `openssl pkey -pubin -outform DER | sha256sum` prints it
 */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

/**
 * Those of the keys somebody trusts.
 *
 * @param trusted each a fingerprint, or the file of a public key in PEM or in DER, as `aws kms get-public-key` gives it
 * @throws Error when one of them is neither
 */
export function trustedAmong(keys: readonly CheckpointKey[], trusted: readonly string[]): CheckpointKey[] {
  const fingerprints = trusted.map((one) => (existsSync(one) ? fingerprintOf(readKey(one)) : readFingerprint(one)));
  return keys.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
}

/** OpenSSL writes them in capitals and with colons, too. */
function readFingerprint(text: string): string {
  const hex = text.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error(`${text} is neither a file nor the SHA-256 of a key in hex.`);
  return hex;
}

function readKey(file: string): KeyObject {
  const bytes = readFileSync(file);
  try {
    if (bytes.toString('latin1').startsWith('-----BEGIN')) return createPublicKey(bytes);
    return createPublicKey({ key: bytes, format: 'der', type: 'spki' });
  } catch (cause) {
    throw new Error(`${file} is no public key.`, { cause });
  }
}
