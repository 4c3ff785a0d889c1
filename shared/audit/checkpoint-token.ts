import type { KeyObject } from 'node:crypto';
import { compactVerify } from 'jose';
import * as v from 'valibot';
import { canonicalJson } from '#shared/domain/terms';
import { Checkpoint } from './checkpoint.ts';

const ALGORITHM = 'ES256';
const TYPE = 'lapse-checkpoint+jws';

/** The whole header: anything more is not ours (RFC 8725 §3.10). */
const Header = v.strictObject({ alg: v.literal(ALGORITHM), typ: v.literal(TYPE), kid: v.string() });
const Payload = v.pipe(v.string(), v.parseJson(), Checkpoint);

/** Header and checkpoint, each base64url, joined: what is signed (RFC 7515 §5.1). */
export function checkpointInput(keyId: string, checkpoint: Checkpoint): string {
  const part = (value: object) => Buffer.from(canonicalJson(value)).toString('base64url');
  return `${part({ alg: ALGORITHM, typ: TYPE, kid: keyId })}.${part(checkpoint)}`;
}

/** What a checkpoint's text says, when one of these keys has signed it; undefined when none has. */
export async function readCheckpoint(text: string, keys: readonly KeyObject[]): Promise<Checkpoint | undefined> {
  for (const key of keys) {
    try {
      const { payload, protectedHeader } = await compactVerify(text.trim(), key, { algorithms: [ALGORITHM] });
      if (v.is(Header, protectedHeader)) return v.parse(Payload, Buffer.from(payload).toString());
    } catch {
      // Another key may have signed it.
    }
  }
  return undefined;
}
