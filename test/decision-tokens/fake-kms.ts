import { createECDH, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { KMSClient, type SignRequest } from '@aws-sdk/client-kms';

/** Order of the group of P-256 (SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export interface LinkKey {
  readonly privateKey: KeyObject;
  /** SPKI DER in base64, as the deployment hands it to those who verify. */
  readonly spki: string;
}

export function newLinkKey(): LinkKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
}

/** A KMS that knows one key and keeps what it was asked to sign; it signs digests and answers in DER, like the real one. */
export function fakeKms(key: LinkKey) {
  const asked: SignRequest[] = [];
  const kms = new KMSClient({ region: 'eu-central-1' });
  kms.middlewareStack.add(
    () =>
      async ({ input }) => {
        if (!('Message' in input) || !input.Message || !('SigningAlgorithm' in input)) throw new Error('not a Sign');
        asked.push(input);
        return { output: { Signature: signDigest(key.privateKey, input.Message), $metadata: {} }, response: {} };
      },
    { step: 'initialize' },
  );
  return { kms, asked };
}

/** ECDSA over a digest (FIPS 186-5 §6.4.1): node:crypto signs only what it hashes itself. */
function signDigest(privateKey: KeyObject, digest: Uint8Array): Uint8Array {
  const secret = privateKey.export({ format: 'jwk' }).d ?? '';
  const once = randomBytes(32);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(once);
  const r = number(ecdh.getPublicKey().subarray(1, 33)) % ORDER;
  const s = (inverse(number(once)) * (number(digest) + r * number(Buffer.from(secret, 'base64url')))) % ORDER;
  return derSignature(r, s);
}

export function derSignature(r: bigint, s: bigint): Uint8Array {
  const content = [...derInteger(r), ...derInteger(s)];
  return new Uint8Array([0x30, content.length, ...content]);
}

function derInteger(value: bigint): number[] {
  const hex = value.toString(16);
  const bytes = [...Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')];
  const signed = (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes;
  return [0x02, signed.length, ...signed];
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** By Fermat: a to the power of n − 2. */
function inverse(value: bigint): bigint {
  let result = 1n;
  for (let base = value % ORDER, power = ORDER - 2n; power > 0n; power >>= 1n, base = (base * base) % ORDER)
    if (power & 1n) result = (result * base) % ORDER;
  return result;
}
