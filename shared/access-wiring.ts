import { directoryProvider } from '#shared/access-providers/directory';
import type { Ports } from '#shared/ports';
import { entitlementPort, type TableNeeds } from '#shared/wiring';

/** What gives access and takes it away: for grant-access, revoke-access and the sweeper, and for nobody else. */
export function accessPorts(needs: TableNeeds): Pick<Ports, 'entitlements' | 'accessProvider'> {
  const { entitlements } = entitlementPort(needs);
  return { entitlements, accessProvider: directoryProvider(entitlements) };
}
