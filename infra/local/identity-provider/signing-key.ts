import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import * as v from 'valibot';
import type { DataFolder } from '../data-folder.ts';

/** Which key an issuer signs with, and in which file it is kept. */
export interface Signing {
  readonly file: string;
  readonly alg: 'RS256' | 'ES256';
}

const PrivateJwk = v.looseObject({ kty: v.picklist(['RSA', 'EC']), kid: v.string(), alg: v.string(), d: v.string() });
export type SigningKey = JWK & { readonly kid: string; readonly alg: string };

/** Opens the key that signs an issuer's tokens; made at the first start and kept, so that tokens outlive a restart. */
export function openSigningKey({ file, alg }: Signing, dataFolder: DataFolder | undefined): SigningKey {
  const kept = dataFolder?.read(file);
  if (kept) return v.parse(PrivateJwk, JSON.parse(kept));
  const { privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: 'local' };
  dataFolder?.write(file, JSON.stringify(jwk));
  return jwk;
}
