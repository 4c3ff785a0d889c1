import { createECDH, type KeyObject } from 'node:crypto';

/** Order of the group of the curve P-256 (FIPS 186-5). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Signs a SHA-256 digest with a P-256 key as KMS does for `MessageType: DIGEST`; answers DER (RFC 3279).
 *
 * Node's own `sign` always hashes what it is given. ECDSA (FIPS 186-5, 6.4.1): `r = x(kG)`, `s = (z + rd) / k`.
 */
export function signDigest(digest: Buffer, privateKey: KeyObject): Buffer {
  const d = toNumber(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const ephemeral = createECDH('prime256v1');
  const point = ephemeral.generateKeys();
  const k = toNumber(ephemeral.getPrivateKey());

  const r = toNumber(point.subarray(1, 33)) % ORDER;
  const s = (((toNumber(digest) + r * d) % ORDER) * power(k, ORDER - 2n)) % ORDER;
  return sequence(Buffer.concat([integer(r), integer(s)]));
}

const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);

/** `base` to the power of `exponent` modulo the order; with order − 2 it is the inverse (Fermat). */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % ORDER;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % ORDER;
    square = (square * square) % ORDER;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const bytes = Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = bytes.subarray(first);
  const positive = Number(shortest[0]) < 0x80 ? shortest : Buffer.concat([Buffer.of(0), shortest]);
  return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
}

const sequence = (content: Buffer) => Buffer.concat([Buffer.of(0x30, content.length), content]);
