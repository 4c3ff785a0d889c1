import type { Activation } from '#shared/domain/activation';
import { Refusal } from '#shared/domain/refusal';
import { directory } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { activate } from '#shared/http/activate';
import { apiFunction } from '#shared/http/api';
import { selfServiceRoutes } from '#shared/http/routes/self-service';
import type { Ports } from '#shared/ports';
import type { IdempotencyRecord } from '#shared/ports/idempotency';
import type { PrincipalView } from '#shared/ports/principals';
import { ada, grace, NOON } from '#test/support/activations';
import { callFunction, claimsOf, gatewayEvent, type HttpAnswer } from './gateway-event.ts';
import { callerPorts, principalView, stubEnvironment } from './served.ts';

/** Roles ada is eligible for; she asks grace. */
export const ROLES = ['exchange-administrator', 'reader'];

const strictSettings: RoleSettings = {
  ...defaultSettings,
  ticket: { required: true, systems: [] },
  approval: {
    ...defaultSettings.approval,
    required: true,
    approvers: [{ kind: 'user', id: grace.id, displayName: grace.displayName }],
  },
};

export interface Ask {
  readonly headers?: Record<string, string>;
  readonly caller?: string;
  /** Claims about the sign-in; with MFA when absent. */
  readonly session?: object;
}

/** The real route `POST /v1/activations`, with ports that remember what is written. */
export function createSelfService(changes: Partial<RoleSettings> = {}) {
  const stored: Activation[] = [];
  const remembered: IdempotencyRecord[] = [];
  const now = { is: NOON };
  const outage = { after: Number.POSITIVE_INFINITY };
  const add: Ports['activations']['add'] = async (activation, _, { idempotency }) => {
    if (stored.length >= outage.after) throw new Refusal('table_unreachable');
    const other = stored.find(
      (open) => open.roleId === activation.roleId && open.requester.id === activation.requester.id,
    );
    if (other) throw new Refusal('already_open', { activationId: other.id });
    stored.push(activation);
    if (idempotency) remembered.push(idempotency);
  };
  const ports = {
    ...callerPorts([eligible(ada.id), eligible(grace.id)]),
    roles: rolesPort({ ...strictSettings, ...changes }),
    idempotency: {
      find: async (principalId: string, route: string, key: string) =>
        remembered.find((one) => one.principalId === principalId && one.route === route && one.key === key),
      remember: async (record: IdempotencyRecord) => {
        if (remembered.some(({ key }) => key === record.key)) return false;
        remembered.push(record);
        return true;
      },
    },
    reviews: { findUses: async (person: string) => ({ person, counted: 0, awaited: [] }) },
    // The route writes by `add` alone.
    activations: { add } as Ports['activations'],
    breakGlassUsed: () => {},
    now: () => now.is,
    newId: () => `act_${stored.length + 1}`,
  };
  const handler = selfService(ports);

  async function post(
    body: unknown,
    { headers = {}, caller = ada.id, session = { amr: ['mfa'] } }: Ask = {},
  ): Promise<HttpAnswer> {
    return callFunction(handler, gatewayEvent('activate', { body, headers, claims: claimsOf(caller, { ...session }) }));
  }
  return { post, stored, remembered, outage };
}

function selfService(ports: Parameters<typeof activate>[1] & ReturnType<typeof callerPorts>) {
  stubEnvironment();
  const none = () => ({ status: 500 });
  const handlers = {
    getMe: none,
    listMyRoles: none,
    listMyActivations: none,
    getActivation: none,
    cancelActivation: none,
    deactivateActivation: none,
    extendActivation: none,
  };
  return apiFunction(selfServiceRoutes, { ...handlers, activate: (request) => activate(request, ports) }, ports);
}

function eligible(id: string): PrincipalView {
  const view = principalView(id, {}, ROLES);
  return {
    ...view,
    held: view.held.map((held) => ({ ...held, assignment: { ...held.assignment, type: 'eligible' } })),
  };
}

function rolesPort(settings: RoleSettings): Ports['roles'] {
  const role = (id: string): Role => ({
    id,
    displayName: id,
    description: '',
    privileged: true,
    builtIn: false,
    enabled: true,
    provider: { kind: 'directory' },
    revision: 1,
  });
  const find = async (id: string) => (ROLES.includes(id) ? role(id) : undefined);
  return {
    find,
    findAt: async (roleId, resourceId) => {
      const found = await find(roleId);
      if (!found || resourceId !== '/') return undefined;
      return { role: found, resource: directory, settings: { roleId, resourceId, version: 1, settings } };
    },
    findAtSeveral: async () => [],
    findResource: async (id) => (id === '/' ? directory : undefined),
    findSeveral: async () => [],
    listAssignments: async () => [],
    listOpenActivations: async () => [],
  };
}
