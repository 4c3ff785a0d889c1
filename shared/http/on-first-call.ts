import type { HandlersOf } from './api.ts';
import type { Answer } from './problems.ts';
import type { Operation } from './routes.ts';

/**
 * Handlers whose code is loaded with the first call of one of them, so that a cold start waits for the code of the noun it
 * is asked about and of no other.
 *
 * @param served the routes they are for
 * @param load one import of a file that has them
 */
export function onFirstCall<O extends Operation>(
  served: Readonly<Record<O, unknown>>,
  load: () => Promise<HandlersOf<O>>,
): HandlersOf<O> {
  let loading: Promise<HandlersOf<O>> | undefined;
  const loaded = () => (loading ??= load());
  const handle = async (operation: O, request: never): Promise<Answer> => (await loaded())[operation](request);
  const operations = Object.keys(served) as O[];
  // Each operation has its own request, which goes through here unread.
  return Object.fromEntries(
    operations.map((operation) => [operation, (request: never) => handle(operation, request)]),
  ) as HandlersOf<O>;
}
