import { describe, expect, it } from 'vitest';
import type { Relation, Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { type Call, claimsOf, EXPIRY } from './gateway-event.ts';
import { callRoute, goodBodies } from './served.ts';

/** Everybody there is, as their token says; API Gateway lets nobody without a token in where one is asked for. */
const callers = {
  'nobody in particular': {},
  'a stranger': { claims: claimsOf('prn_mallory') },
  'ada of another issuer': { claims: claimsOf('prn_ada', { iss: 'https://evil.example/' }) },
  'somebody disabled': { claims: claimsOf('prn_disabled') },
  'a user': { claims: claimsOf('prn_ada') },
  'a guest': { claims: claimsOf('prn_linus') },
  'a Privileged Role Administrator': { claims: claimsOf('prn_grace') },
  'a Security Administrator': { claims: claimsOf('prn_alan') },
  'a workload': { claims: claimsOf('prn_mailbox') },
} satisfies Record<string, Call>;
type CallerName = keyof typeof callers;

const everybody = Object.fromEntries(Object.keys(callers).map((name) => [name, 'served'])) as Record<
  CallerName,
  string
>;
const known: Record<CallerName, string> = {
  ...everybody,
  'nobody in particular': 'not_allowed',
  'a stranger': 'unknown_principal',
  'ada of another issuer': 'unknown_principal',
  'somebody disabled': 'principal_disabled',
};

/** Who may call a route of each relation, before the object itself is looked at: each cell, or the code of the refusal. */
const table: Record<Relation, Record<CallerName, string>> = {
  public: everybody,
  link: everybody,
  signed_in: { ...everybody, 'nobody in particular': 'not_allowed' },
  principal: known,
  reader: {
    ...known,
    'a user': 'not_allowed',
    'a guest': 'not_allowed',
    'a workload': 'not_allowed',
  },
  administrator: {
    ...known,
    'a user': 'not_allowed',
    'a guest': 'not_allowed',
    'a Security Administrator': 'not_allowed',
    'a workload': 'not_allowed',
  },
  // Whether they may is for the activation to say: to everybody else it is not there.
  administrator_or_approver: known,
  workload: {
    ...known,
    'a user': 'not_a_workload',
    'a guest': 'not_a_workload',
    'a Privileged Role Administrator': 'not_a_workload',
    'a Security Administrator': 'not_a_workload',
  },
};

/** The relation each route asks for, once more: who loosens one has to do it twice. */
const relations: Record<Operation, Relation> = {
  getHealth: 'public',
  showDecisionPage: 'public',
  showJoinPage: 'public',
  showApprovalsPage: 'public',
  showRewrittenLink: 'public',
  describeEvaluation: 'public',
  showOpenApi: 'public',
  showDocumentation: 'public',
  previewDecision: 'link',
  decideByLink: 'link',
  renewLink: 'link',
  getOnboarding: 'signed_in',
  consent: 'signed_in',
  signUpForDirectoryRoles: 'administrator',
  getMe: 'principal',
  listMyRoles: 'principal',
  listMyActivations: 'principal',
  activate: 'principal',
  getActivation: 'principal',
  cancelActivation: 'principal',
  deactivateActivation: 'principal',
  extendActivation: 'principal',
  listApprovals: 'principal',
  decide: 'principal',
  decideSeveral: 'principal',
  revokeActivation: 'administrator_or_approver',
  listPrincipals: 'reader',
  getPrincipal: 'reader',
  createPrincipal: 'administrator',
  importPolicy: 'administrator',
  importPrincipals: 'administrator',
  changePrincipal: 'administrator',
  invitePrincipal: 'administrator',
  redeemInvitation: 'signed_in',
  listAssignments: 'reader',
  createAssignments: 'administrator',
  getAssignment: 'principal',
  changeAssignment: 'administrator',
  removeAssignment: 'administrator',
  makeEligible: 'administrator',
  makeActive: 'administrator',
  requestExtension: 'principal',
  listExtensions: 'reader',
  decideExtension: 'administrator',
  reportActivations: 'reader',
  reviewActivation: 'reader',
  listRoles: 'reader',
  getRole: 'reader',
  createRole: 'administrator',
  changeRole: 'administrator',
  deleteRole: 'administrator',
  deleteResource: 'administrator',
  deletePrincipal: 'administrator',
  listResources: 'reader',
  getResource: 'reader',
  createResource: 'administrator',
  changeResource: 'administrator',
  getSettings: 'reader',
  listSettingsVersions: 'reader',
  putSettings: 'administrator',
  patchSettings: 'administrator',
  takeBackSettings: 'administrator',
  listOverrides: 'reader',
  exportPolicy: 'administrator',
  listRoleMembers: 'reader',
  listMembers: 'reader',
  reportSummary: 'reader',
  listAudit: 'reader',
  evaluate: 'workload',
  evaluateSeveral: 'workload',
};

const operations = Object.keys(routes) as Operation[];
const cells = operations.flatMap((operation) =>
  (Object.keys(callers) as CallerName[]).map((caller) => ({
    operation,
    caller,
    expected: table[relations[operation]][caller],
  })),
);

describe('the table of who may do what', () => {
  it('has a cell for every route and every caller', () => {
    expect(Object.keys(relations).sort()).toEqual([...operations].sort());
    expect(cells).toHaveLength(operations.length * Object.keys(callers).length);
  });

  it.each(cells)('says of $operation by $caller: $expected', async ({ operation, caller, expected }) => {
    const answer = await callRoute(operation, { ...callers[caller], body: goodBodies[operation] });

    const outcome = answer.status === 200 ? 'served' : answer.body.code;
    expect(outcome).toBe(expected);
    expect(answer.status).toBe(expected === 'served' ? 200 : 403);
  });

  it.each<[string, Operation]>([
    ['none', 'evaluate'],
    ['another', 'evaluateSeveral'],
  ])(
    'lets no workload evaluate whose token has %s scope, whatever API Gateway has let through: %s',
    async (what, operation) => {
      const claims = claimsOf('prn_mailbox', { scope: what === 'none' ? '' : 'openid' });

      const answer = await callRoute(operation, { claims, body: goodBodies[operation] });

      expect(answer).toMatchObject({
        status: 403,
        headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="access:evaluate"' },
        body: { code: 'scope_missing' },
      });
    },
  );

  it('lets nobody in whose token has ended, also where its answer was kept', async () => {
    const claims = claimsOf('prn_grace', { exp: EXPIRY - 3600 });

    expect(await callRoute('getMe', { claims })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringContaining('error="invalid_token"') },
      body: { code: 'token_expired' },
    });
  });

  it('lets scopes be asked of workloads alone', () => {
    const scoped = Object.entries<Route>(routes).filter(([, route]) => route.scopes);

    expect(scoped.map(([operation, { scopes }]) => [operation, scopes])).toEqual([
      ['evaluate', ['access:evaluate']],
      ['evaluateSeveral', ['access:evaluate']],
    ]);
  });
});
