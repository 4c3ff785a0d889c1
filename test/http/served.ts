import { vi } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { apiFunction, type Handlers } from '#shared/http/api';
import type { ApiFunction, Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import type { Ports } from '#shared/ports';
import type { IdempotencyRecord } from '#shared/ports/idempotency';
import type { Onboarding } from '#shared/ports/onboardings';
import type { PrincipalView } from '#shared/ports/principals';
import { NOON } from '#test/support/activations';
import { type Call, callFunction, gatewayEvent, type HttpAnswer, ISSUER, ORIGIN, PORTAL } from './gateway-event.ts';

type Principal = PrincipalView['principal'];

/** A principal with the roles it holds at the directory without activating. */
export function principalView(id: string, changes: Partial<Principal> = {}, roles: string[] = []): PrincipalView {
  const principal = {
    id,
    kind: 'user' as const,
    displayName: id,
    issuer: ISSUER,
    subject: id,
    enabled: true,
    revision: 1,
  };
  const held = roles.map((roleId) => ({
    assignment: {
      id: `asg_${id}`,
      principalId: id,
      roleId,
      resourceId: '/',
      type: 'active' as const,
      startsAt: NOON,
      justification: 'Demo',
      createdAt: NOON,
      createdBy: id,
      revision: 1,
    },
    via: { kind: 'direct' as const },
  }));
  return { principal: { ...principal, ...changes }, memberships: [], held, open: [] };
}

const people: readonly PrincipalView[] = [
  principalView('prn_ada'),
  principalView('prn_grace', {}, [PRIVILEGED_ROLE_ADMINISTRATOR]),
  principalView('prn_alan', {}, [SECURITY_ADMINISTRATOR]),
  principalView('prn_linus', { kind: 'guest' }),
  principalView('prn_disabled', { enabled: false }, [SECURITY_ADMINISTRATOR]),
  principalView('prn_mailbox', { kind: 'workload' }),
];

/** The table as far as finding out who calls needs it. */
export function callerPorts(views: readonly PrincipalView[] = people) {
  const find = (id: string) => views.find(({ principal }) => principal.id === id);
  const principals: Ports['principals'] = {
    find: async (id) => find(id)?.principal,
    findSeveral: async (ids) => ids.flatMap((id) => find(id)?.principal ?? []),
    view: async (id) => find(id),
    findIdByIdentity: async (issuer, subject) => (issuer === ISSUER ? find(subject)?.principal.id : undefined),
    listMembers: async () => [],
    listAccountsOf: async () => [],
  };
  const onboarding: Onboarding = { consentedBy: 'prn_grace', consentedAt: NOON };
  const onboardings: Ports['onboardings'] = {
    find: vi.fn<Ports['onboardings']['find']>(async () => onboarding),
    consent: async () => false,
  };
  return { principals, onboardings, idempotency: idempotencyPort(), now: () => NOON };
}

/** Keeps answers as the table does, without an end. */
export function idempotencyPort(kept: IdempotencyRecord[] = []): Ports['idempotency'] {
  const find: Ports['idempotency']['find'] = async (principalId, route, key) =>
    kept.find((one) => one.principalId === principalId && one.route === route && one.key === key);
  const remember: Ports['idempotency']['remember'] = async (record) => {
    if (await find(record.principalId, record.route, record.key)) return false;
    kept.push(record);
    return true;
  };
  return { find, remember };
}

/** The environment every function of the API has. */
export function stubEnvironment(edgeSecret = '', administrationMfa = 'none'): void {
  vi.stubEnv('PUBLIC_ORIGIN', ORIGIN);
  vi.stubEnv('ALLOWED_ORIGINS', PORTAL);
  vi.stubEnv('STEP_UP_ACR_VALUES', 'urn:lapse:mfa');
  vi.stubEnv('AUTHENTICATION_CONTEXTS', 'urn:lapse:mfa phr');
  vi.stubEnv('MFA_CLAIMS', 'amr=mfa acr=urn:lapse:mfa acr=phr');
  vi.stubEnv('MFA_TIME_CLAIM', 'auth_time');
  vi.stubEnv('EDGE_SECRET', edgeSecret);
  vi.stubEnv('ADMINISTRATION_MFA', administrationMfa);
}

type Serve = (
  request: unknown,
  operation: Operation,
) => Promise<{ status: number }> | { status: number; body?: unknown };

/** One function of the API with the real middleware, whose handlers all do the same. */
export function functionServing(
  name: ApiFunction,
  serve: Serve = (_, operation) => ({ status: 200, body: { served: operation } }),
  ports = callerPorts(),
  headers: Record<string, string> = {},
  edgeSecret = '',
  administrationMfa: 'none' | 'session' = 'none',
) {
  stubEnvironment(edgeSecret, administrationMfa);
  const operations = Object.keys(routes).filter((key): key is Operation => routeOf(key)?.function === name);
  const handlers = Object.fromEntries(
    operations.map((operation) => [operation, (request: unknown) => serve(request, operation)]),
  );
  const served = Object.fromEntries(operations.map((operation) => [operation, routes[operation]]));
  return apiFunction(served as typeof routes, handlers as unknown as Handlers<ApiFunction>, ports, headers);
}

function routeOf(key: string): Route | undefined {
  return Object.entries<Route>(routes).find(([operation]) => operation === key)?.[1];
}

/** Calls a route with everything real but its handler. */
export function callRoute(operation: Operation, call: Call, ports = callerPorts()): Promise<HttpAnswer> {
  return callFunction(functionServing(routes[operation].function, undefined, ports), gatewayEvent(operation, call));
}

/** A body each route takes; a route without one takes none. */
export const goodBodies: Readonly<Partial<Record<Operation, unknown>>> = {
  previewDecision: { token: 'a.b.c' },
  decideByLink: { token: 'a.b.c', decision: 'approve', matchCode: 'CFG7' },
  renewLink: { token: 'a.b.c' },
  consent: {},
  signUpForDirectoryRoles: {},
  createRole: { displayName: 'Database Administrator' },
  changeRole: { enabled: false },
  createResource: { displayName: 'Production', kind: 'organizational_unit' },
  changeResource: { displayName: 'Production' },
  putSettings: {},
  patchSettings: { maximumDurationMinutes: 30 },
  activate: { items: [{ roleId: 'exchange-administrator' }] },
  cancelActivation: {},
  deactivateActivation: {},
  extendActivation: { additionalMinutes: 30, justification: 'Not done yet' },
  reviewActivation: { justification: 'Seen and understood' },
  createAssignments: {
    principalIds: ['prn_ada'],
    roleId: 'exchange-administrator',
    type: 'eligible',
    justification: 'Joined the team',
  },
  changeAssignment: { justification: 'Moved to another team' },
  makeEligible: {},
  makeActive: {},
  requestExtension: { endsAt: '2027-06-01T00:00:00Z', justification: 'Still on the team' },
  decideExtension: { decision: 'approve', justification: 'Still on the team' },
  decide: { decision: 'approve', justification: 'Known outage' },
  decideSeveral: { items: [{ activationId: 'act_1', decision: 'deny' }] },
  revokeActivation: { reason: 'Left the company' },
  createPrincipal: { kind: 'user', displayName: 'Barbara Liskov', email: 'barbara@example.test' },
  changePrincipal: { displayName: 'Barbara Liskov' },
  invitePrincipal: {},
  importPolicy: { apiVersion: 'lapse/v1' },
  importPrincipals: { items: [{ id: 'barbara', displayName: 'Barbara Liskov' }] },
  redeemInvitation: { code: 'prn_barbara.AAAAAAAAAAAAAAAAAAAAAA' },
  evaluate: {
    subject: { type: 'user', id: 'prn_ada' },
    action: { name: 'use' },
    resource: { type: 'role', id: 'exchange-administrator' },
  },
  evaluateSeveral: { evaluations: [{}] },
};
