import type { Ports } from '#shared/ports';
import { revokeActivation } from '#shared/use-cases/revoke-activation';
import { activationView } from '../activation-view.ts';
import type { Handlers } from '../api.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'principals' | 'roles' | 'now'>;

/** Ending somebody's activation before its time. */
export function revocationHandlers(ports: Needs) {
  return {
    revokeActivation: async ({ body, caller, path }) => {
      const command = { activationId: path.id ?? '', reason: body.reason };
      return { status: 200, body: activationView(await revokeActivation(command, caller, ports)) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}
