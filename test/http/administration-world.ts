import { memberHandlers } from '#shared/http/administration/members';
import { resourceHandlers } from '#shared/http/administration/resources';
import { roleHandlers } from '#shared/http/administration/roles';
import { settingsHandlers } from '#shared/http/administration/settings';
import { apiFunction, type Handlers } from '#shared/http/api';
import type { Operation } from '#shared/http/routes';
import { administrationRoutes } from '#shared/http/routes/administration';
import { foundOrganization, ISSUER } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { type Call, callFunction, claimsOf, gatewayEvent, type HttpAnswer } from './gateway-event.ts';
import { stubEnvironment } from './served.ts';

export interface Administration {
  readonly world: World;
  /** Calls a route as somebody of the organization, grace when nobody is named. */
  call(operation: Operation, call?: Omit<Call, 'claims'>, by?: string): Promise<HttpAnswer>;
}

/** Roles, tree, settings and members with everything real but the gateway. */
export async function openAdministration(open: OpenWorld): Promise<Administration> {
  stubEnvironment();
  const world = await foundOrganization(await open());
  const handlers = {
    ...roleHandlers(world),
    ...resourceHandlers(world),
    ...settingsHandlers(world),
    ...memberHandlers(world),
  };
  const handler = apiFunction(administrationRoutes, handlers as unknown as Handlers<'administration'>, world);
  return {
    world,
    call: (operation, call = {}, by = 'grace') =>
      callFunction(handler, gatewayEvent(operation, { ...call, claims: claimsOf(by, { iss: ISSUER }) })),
  };
}
