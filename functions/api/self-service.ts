import { activate } from '#shared/http/activate';
import { activationView, timelineView } from '#shared/http/activation-view';
import { apiFunction } from '#shared/http/api';
import { selfServiceRoutes } from '#shared/http/routes/self-service';
import { emitMetric } from '#shared/metrics';
import { heldAdministratorRoles } from '#shared/use-cases/caller';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { listMyRoles } from '#shared/use-cases/list-my-roles';
import { listMyActivations, showActivation } from '#shared/use-cases/show-activation';
import { callerPorts, dryRunPorts, entitlementPort, rehearsableNeeds, reviewPort } from '#shared/wiring';

const needs = rehearsableNeeds();
const breakGlassUsed = (awaited: number) => {
  const at = Date.parse(needs.now());
  emitMetric('breakGlassUsed', 1, at);
  emitMetric('reviewsAwaited', awaited, at);
};
const ports = {
  ...dryRunPorts(needs),
  ...callerPorts(needs),
  ...entitlementPort(needs),
  ...reviewPort(needs),
  breakGlassUsed,
};

/** What people do for themselves: see their roles, activate, extend, cancel, deactivate. */
export const handler = apiFunction(
  selfServiceRoutes,
  {
    getMe: ({ caller: { view } }) => {
      const { id, displayName, email, kind } = view.principal;
      const groups = view.memberships.map(({ groupId, groupName }) => ({ id: groupId, displayName: groupName }));
      const administratorRoles = heldAdministratorRoles(view, ports.now());
      return { status: 200, body: { id, displayName, email, kind, administratorRoles, groups } };
    },
    listMyRoles: async ({ caller }) => ({ status: 200, body: { items: await listMyRoles(caller, ports) } }),
    listMyActivations: async ({ caller, query }) => {
      const page = await listMyActivations(caller, query, ports);
      return { status: 200, body: { ...page, items: page.items.map(activationView) } };
    },
    activate: (request) => activate(request, ports),
    getActivation: async ({ caller, path }) => {
      const { activation, events } = await showActivation(path.id ?? '', caller, ports);
      return { status: 200, body: { ...activationView(activation), timeline: events.map(timelineView) } };
    },
    cancelActivation: async ({ caller, path }) => ({
      status: 200,
      body: activationView(await cancelActivation(path.id ?? '', caller, ports)),
    }),
    deactivateActivation: async ({ caller, path }) => ({
      status: 200,
      body: activationView(await deactivateActivation(path.id ?? '', caller, ports)),
    }),
    // Few ask for more time; the others do not wait for its code.
    extendActivation: async (request) => (await import('#shared/http/extend')).extend(request, ports),
  },
  ports,
);
