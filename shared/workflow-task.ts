import type * as v from 'valibot';
import { parse } from 'valibot';
import { Refusal } from '#shared/domain/refusal';

/**
 * Makes a workflow task from a use case: the input is parsed, and a refusal becomes an error the workflow can name,
 * because Step Functions knows an error by its name alone.
 */
export function workflowTask<S extends v.GenericSchema>(schema: S, run: (input: v.InferOutput<S>) => Promise<void>) {
  return async (input: unknown): Promise<void> => {
    try {
      await run(parse(schema, input));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw Object.assign(new Error(error.message, { cause: error }), { name: error.code });
    }
  };
}
