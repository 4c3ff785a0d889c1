import type { AccessProvider } from '#shared/ports/access-provider';
import type { Entitlements } from '#shared/ports/entitlements';

/**
 * The built-in provider: the table itself says who holds what, and the evaluation endpoint tells protected applications.
 * Granting and withdrawing therefore happen in the transactions of the activation; reading back reads the holders.
 */
export function directoryProvider(entitlements: Entitlements): AccessProvider {
  return {
    async grant() {},
    async withdraw() {},
    async isGranted({ key }) {
      const { holders, withdrawingUntil } = await entitlements.find(key);
      return holders.length > 0 && withdrawingUntil === undefined;
    },
  };
}
