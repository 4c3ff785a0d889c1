import type { Activation } from '#shared/domain/activation';
import { Refusal } from '#shared/domain/refusal';
import type { Caller } from './caller.ts';
import { type DecideActivation, decideActivation } from './decide-activation.ts';

export interface DecideSeveral {
  readonly items: readonly Pick<DecideActivation, 'activationId' | 'decision'>[];
  readonly justification?: string | undefined;
}

/**
 * Decides on several activations with one justification; each succeeds or is refused on its own.
 *
 * @throws Refusal mfa_required for all of them, because signing in comes first
 */
export async function decideSeveral(
  { items, justification }: DecideSeveral,
  caller: Caller,
  needs: Parameters<typeof decideActivation>[2],
): Promise<{ activationId: string; result: Activation | Refusal }[]> {
  const results: { activationId: string; result: Activation | Refusal }[] = [];
  for (const item of items) {
    const result = await decideActivation({ ...item, justification }, caller, needs).catch(asRefusal);
    if (result instanceof Refusal && result.code === 'mfa_required') throw result;
    results.push({ activationId: item.activationId, result });
  }
  return results;
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}
