import { Refusal } from '#shared/domain/refusal';
import { Stale } from '#shared/ports';

const MOST_ATTEMPTS = 5;

/**
 * Repeats a load-decide-store whose store found the table changed: what was decided is decided again on what is there now.
 *
 * @throws Refusal busy when it keeps changing
 */
export async function retryWhenStale<T>(attempt: () => Promise<T>): Promise<T> {
  let cause: unknown;
  for (let tries = 0; tries < MOST_ATTEMPTS; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      cause = error;
    }
  }
  throw new Refusal('busy', { cause });
}
