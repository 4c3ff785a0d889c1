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

/**
 * What a checkpoint's text says, when the very key it names has signed it; undefined otherwise.
 *
 * @param keys by the name checkpoints call them (`kid`)
 */
export async function readCheckpoint(
  text: string,
  keys: ReadonlyMap<string, KeyObject>,
): Promise<Checkpoint | undefined> {
  try {
    const { payload } = await compactVerify(text.trim(), (header) => keyFor(header, keys), { algorithms: [ALGORITHM] });
    return v.parse(Payload, Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
}

function keyFor(header: unknown, keys: ReadonlyMap<string, KeyObject>): KeyObject {
  const key = keys.get(v.parse(Header, header).kid);
  if (!key) throw new Error('Nobody knows this key.');
  return key;
}
