import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { Refusal } from '#shared/domain/refusal';

/** About five seconds at the most, half of what a function of the API has. */
export const MOST_ATTEMPTS = 8;
const PAUSE_MILLISECONDS = 20;

/**
 * Sends writes that may merely meet others on an item, again and again: DynamoDB turns the second away, and the SDK leaves
 * it at that.
 *
 * @throws Refusal busy when it keeps meeting others
 */
export async function whileInConflict(send: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt === MOST_ATTEMPTS) throw new Refusal('busy', { cause: error });
      await pause(attempt);
    }
  }
}

function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  return (error.CancellationReasons ?? []).some(({ Code }) => Code === 'TransactionConflict');
}

/** A random while, on average twice as long with every attempt. */
export function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MILLISECONDS * 2 ** attempt));
}
