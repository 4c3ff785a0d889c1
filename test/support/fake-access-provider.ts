import type { Access, AccessProvider } from '#shared/ports/access-provider';

/** A provider of access in memory that can fail before or after the effect, or take its time. */
export interface FakeAccessProvider extends AccessProvider {
  /** Keys of the access that really exists. */
  readonly given: Set<string>;
  /** What was asked, oldest first: `grant key`, `withdraw key`, `read key`. */
  readonly calls: string[];
  /** Called before an effect; throwing prevents it. */
  before: (call: 'grant' | 'withdraw' | 'read', access: Access) => Promise<void> | void;
  /** Called after an effect; throwing hides it. */
  after: (call: 'grant' | 'withdraw', access: Access) => Promise<void> | void;
}

export function createFakeAccessProvider(): FakeAccessProvider {
  const given = new Set<string>();
  const calls: string[] = [];
  const provider: FakeAccessProvider = {
    given,
    calls,
    before: () => {},
    after: () => {},
    async grant(access) {
      calls.push(`grant ${access.key}`);
      await provider.before('grant', access);
      given.add(access.key);
      await provider.after('grant', access);
    },
    async withdraw(access) {
      calls.push(`withdraw ${access.key}`);
      await provider.before('withdraw', access);
      given.delete(access.key);
      await provider.after('withdraw', access);
    },
    async isGranted(access) {
      calls.push(`read ${access.key}`);
      await provider.before('read', access);
      return given.has(access.key);
    },
  };
  return provider;
}

/** Fails the first so many times it is called, like a throttled service. */
export function failing(times: number, message = 'Throttled.'): () => void {
  let left = times;
  return () => {
    if (left <= 0) return;
    left -= 1;
    throw new Error(message);
  };
}
