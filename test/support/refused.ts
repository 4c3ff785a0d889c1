import { expect } from 'vitest';
import type { RefusalCode } from '#shared/domain/refusal';

/** What a refusal with this code looks like, for `toThrow`. */
export function refused(code: RefusalCode, context: object = {}): unknown {
  return expect.objectContaining({ name: 'Refusal', code, context: expect.objectContaining(context) });
}
