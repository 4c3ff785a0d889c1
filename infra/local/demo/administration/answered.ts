import * as v from 'valibot';
import type { Expectation } from '../stage.ts';

/** An answer with this status and body, and what of it is worth telling. */
export function answered<S extends v.GenericSchema>(
  status: number,
  body: S,
  telling: (body: v.InferOutput<S>, headers: Headers) => readonly string[] = () => [],
): Expectation<S> {
  return { status, body, telling };
}

/** An answer without anything to read. */
export const done: Expectation<v.UnknownSchema> = answered(204, v.unknown());
