const SEQUENCE = 0x30;
const INTEGER = 0x02;
const INTEGER_BYTES = 32;

/**
 * Turns the signature as KMS gives it (DER, RFC 3279 §2.2.3) into the one a JWS carries (RFC 7518 §3.4).
 *
 * @returns r and s, 32 bytes each, padded on the left
 * @throws Error when the input is not a signature over P-256
 */
export function rawSignature(der: Uint8Array): Uint8Array {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw new Error('The signature is not a DER sequence.');
  const r = integerAt(der, 2);
  const s = integerAt(der, r.next);
  if (s.next !== der.length) throw new Error('The signature has more than two integers.');
  return new Uint8Array([...r.padded, ...s.padded]);
}

function integerAt(der: Uint8Array, start: number) {
  const next = start + 2 + (der[start + 1] ?? 0);
  if (der[start] !== INTEGER || next > der.length) throw new Error('The signature lacks an integer.');

  // DER puts a zero before a number whose first bit is set, and leaves out leading zeros otherwise.
  const firstDigit = der.findIndex((byte, at) => at >= start + 2 && byte !== 0);
  const digits = firstDigit === -1 ? new Uint8Array() : der.subarray(firstDigit, next);
  if (digits.length > INTEGER_BYTES) throw new Error('The signature has an integer of more than 32 bytes.');
  const padded = new Uint8Array(INTEGER_BYTES);
  padded.set(digits, INTEGER_BYTES - digits.length);
  return { padded, next };
}
