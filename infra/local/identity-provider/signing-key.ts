import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import * as v from 'valibot';
import type { DataFolder } from '../data-folder.ts';

const FILE = 'identity-provider.json';
const PrivateJwk = v.looseObject({ kty: v.literal('RSA'), kid: v.string(), alg: v.string(), d: v.string() });

/** Opens the key that signs all tokens; made at the first start and kept, so that tokens outlive a restart. */
export function openSigningKey(dataFolder: DataFolder | undefined): JWK & { kid: string } {
  const kept = dataFolder?.read(FILE);
  if (kept) return v.parse(PrivateJwk, JSON.parse(kept));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'local' };
  dataFolder?.write(FILE, JSON.stringify(jwk));
  return jwk;
}
