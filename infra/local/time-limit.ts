/** The name of the error that ends what took too long; Lambda reports a function's timeout by it. */
export const TIMED_OUT = 'Sandbox.Timedout';

/**
 * Waits for work no longer than `milliseconds` of real time: code cannot be hurried by moving the clock.
 *
 * @throws Error named `Sandbox.Timedout`; the work itself goes on
 */
export async function withTimeLimit<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const error = new Error(`Task timed out after ${(milliseconds / 1000).toFixed(2)} seconds`);
    timer = setTimeout(() => reject(Object.assign(error, { name: TIMED_OUT })), milliseconds);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
