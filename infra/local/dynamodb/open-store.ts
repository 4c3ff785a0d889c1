import type { Store } from './dynalite.ts';

/** Opens the store. @throws Error one sentence that names the folder and what to do */
export async function openStore(store: Store, folder: string | undefined): Promise<void> {
  const opening = store.db.open().catch((error: unknown) => {
    throw new Error(`The data folder ${folder} cannot be opened: ${problemOf(error)}.`, { cause: error });
  });
  // Whoever calls first is told; until then the failure is nobody's unhandled rejection.
  opening.catch(() => {});
  return opening;
}

function problemOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = Object(cause);
  if (code === 'LEVEL_LOCKED') return 'another process is using it';
  return `it is no readable database (${String(message).replace(/\.$/, '')})`;
}
