import { createPublicKey, type KeyObject } from 'node:crypto';
import { compactVerify } from 'jose/jws/compact/verify';
import * as v from 'valibot';
import { refuseUnlessBegun } from '#shared/domain/decision-link';
import { Refusal } from '#shared/domain/refusal';
import type { LinkClaims, LinkVerifier } from '#shared/ports/decision-links';
import { ALGORITHM, LinkHeader, linkPayload, MOST_TOKEN_CHARACTERS } from './link-token.ts';

/**
 * Checks decision links with public keys alone, strictly (RFC 8725): one algorithm, one type, known keys, no leeway.
 *
 * @param publicKeys key id → SPKI DER in base64; two of them while a key is being changed
 * @param issuer the public origin, `https://host`
 * @throws Error at once when a key cannot be read: a fault of the deployment
 */
export function createLinkVerifier({ publicKeys, issuer }: LinkVerification): LinkVerifier {
  const keys = new Map(Object.entries(publicKeys).map(([kid, spki]) => [kid, readKey(spki)]));
  const Payload = v.pipe(v.string(), v.parseJson(), linkPayload(issuer));

  return {
    async verify(token, now) {
      const claims = await verifyGenuine(token, keys, Payload);
      refuseUnlessBegun(claims, now);
      return claims;
    },
  };
}

interface LinkVerification {
  readonly publicKeys: Readonly<Record<string, string>>;
  readonly issuer: string;
}
type Keys = ReadonlyMap<string, KeyObject>;

/** Three parts and nothing else, each the one way base64url writes it: no padding, no blanks, no bits left over. */
function isCompact(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => part === Buffer.from(part, 'base64url').toString('base64url'));
}

/** Whatever is wrong, the answer is the same one, so that nobody learns from it. */
async function verifyGenuine(
  token: string,
  keys: Keys,
  Payload: v.GenericSchema<string, LinkClaims>,
): Promise<LinkClaims> {
  if (token.length > MOST_TOKEN_CHARACTERS || !isCompact(token)) throw new Refusal('link_not_valid');
  const payload = await verifySignature(token, keys);
  const result = v.safeParse(Payload, payload);
  if (!result.success) throw new Refusal('link_not_valid');
  return result.output;
}

async function verifySignature(token: string, keys: Keys): Promise<string> {
  try {
    const { payload } = await compactVerify(token, (header) => keyFor(header, keys), { algorithms: [ALGORITHM] });
    return Buffer.from(payload).toString();
  } catch {
    throw new Refusal('link_not_valid');
  }
}

function keyFor(header: unknown, keys: Keys): KeyObject {
  const key = keys.get(v.parse(LinkHeader, header).kid);
  if (!key) throw new Refusal('link_not_valid');
  return key;
}

function readKey(spki: string): KeyObject {
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
}
