const DISCOVERY_KEPT = 24 * 60 * 60_000;
/** So long nobody asks an identity provider again that has just failed. */
const FAILURE_KEPT = 10_000;

/** Keeps what was discovered for a day, and a failure for so short that nobody is held up by an outage that is over. */
export function kept<T>(discovered: () => Promise<T>): () => Promise<T> {
  let found: { result: Promise<T>; until: number } | undefined;
  return () => {
    if (found && Date.now() < found.until) return found.result;
    const looked = { result: discovered(), until: Date.now() + DISCOVERY_KEPT };
    looked.result.catch(() => {
      looked.until = Date.now() + FAILURE_KEPT;
    });
    found = looked;
    return looked.result;
  };
}
