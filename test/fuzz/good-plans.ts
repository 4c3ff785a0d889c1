import fc from 'fast-check';
import type { Operation } from '#shared/http/routes';
import type { CallerName } from './callers.ts';
import { type Kind, Known } from './known-values.ts';

/** A request that has every chance: what it says is what its caller may do. */
export interface GoodPlan {
  readonly operation: Operation;
  readonly caller: CallerName;
  readonly pathId?: unknown;
  readonly body: unknown;
}

const cast = ['ada', 'alan', 'margaret', 'linus', 'mallory', 'mailbox-admin-center', 'helpdesk'];
const roles = ['exchange-administrator', 'user-administrator', 'billing-administrator', 'helpdesk-administrator'];

const justification = 'Work';
const newest = (kind: Kind) => fc.integer({ min: -3, max: -1 }).map((nth) => new Known(kind, nth));
const role = fc.constantFrom(...roles);
const administrator = fc.constantFrom<CallerName>('grace', 'grace', 'grace', 'alan');
const holder = fc.constantFrom<CallerName>('ada', 'margaret', 'linus');
const decision = fc.constantFrom('approve', 'approve', 'deny');
const inDays = (min: number, max: number) => fc.integer({ min, max }).map((days) => new Known('instant', days * 1440));

function good(
  operation: Operation,
  caller: fc.Arbitrary<CallerName>,
  body: fc.Arbitrary<unknown>,
  pathId: fc.Arbitrary<unknown> = fc.constant(undefined),
): fc.Arbitrary<GoodPlan> {
  return fc.record({ operation: fc.constant(operation), caller, body, pathId });
}

const asked = fc.oneof(
  fc.tuple(fc.constant<CallerName>('ada'), fc.constant('exchange-administrator')),
  fc.tuple(fc.constant<CallerName>('margaret'), fc.constantFrom(...roles.slice(1))),
  fc.tuple(fc.constant<CallerName>('linus'), fc.constant('helpdesk-administrator')),
);
const activations = fc.tuple(asked, fc.constantFrom(5, 30, 60)).map(
  ([[caller, roleId], durationMinutes]): GoodPlan => ({
    operation: 'activate',
    caller,
    body: { items: [{ roleId, durationMinutes }], justification, ticket: { number: 'INC-1' } },
  }),
);
/** The code and the token of one mail have the same place. */
const byLink = fc.tuple(fc.integer({ min: -6, max: -1 }), decision).map(
  ([nth, decided]): GoodPlan => ({
    operation: 'decideByLink',
    caller: 'nobody',
    body: { token: new Known('token', nth), matchCode: new Known('matchCode', nth), decision: decided, justification },
  }),
);
const imports = fc.record({
  id: fc.constantFrom('imported-1', 'imported-2', 'mallory'),
  displayName: fc.constantFrom('Imported', 'mallory'),
  enabled: fc.constantFrom(true, true, false),
});
const assignments = fc.record({
  principalIds: fc.array(fc.constantFrom(...cast), { minLength: 1, maxLength: 2 }),
  roleId: role,
  type: fc.constantFrom('eligible', 'eligible', 'active'),
  endsAt: inDays(1, 20),
  justification: fc.constant(justification),
});
const enabled = fc.constant({ enabled: true });
const text = fc.constant({ justification });

/** What keeps the organization moving, and heals what random requests of administrators have broken. */
export const goodPlans: fc.Arbitrary<GoodPlan> = fc.oneof(
  { weight: 8, arbitrary: activations },
  { weight: 3, arbitrary: byLink },
  {
    weight: 3,
    arbitrary: good(
      'decide',
      administrator,
      fc.record({ decision, justification: fc.constant(justification) }),
      newest('activation'),
    ),
  },
  { weight: 2, arbitrary: good('deactivateActivation', holder, fc.constant({}), newest('activation')) },
  { weight: 1, arbitrary: good('cancelActivation', holder, fc.constant({}), newest('activation')) },
  {
    weight: 2,
    arbitrary: good(
      'extendActivation',
      holder,
      fc.constant({ additionalMinutes: 5, justification }),
      newest('activation'),
    ),
  },
  {
    weight: 1,
    arbitrary: good('revokeActivation', administrator, fc.constant({ reason: 'Enough' }), newest('activation')),
  },
  { weight: 4, arbitrary: good('createAssignments', administrator, assignments) },
  {
    weight: 2,
    arbitrary: good(
      'requestExtension',
      holder,
      fc.record({ endsAt: inDays(20, 60), justification: fc.constant(justification) }),
      newest('assignment'),
    ),
  },
  {
    weight: 1,
    arbitrary: good(
      'decideExtension',
      administrator,
      fc.record({ decision, justification: fc.constant(justification) }),
      newest('extension'),
    ),
  },
  { weight: 1, arbitrary: good('makeEligible', administrator, fc.constant({}), newest('assignment')) },
  { weight: 1, arbitrary: good('makeActive', administrator, fc.constant({}), newest('assignment')) },
  { weight: 1, arbitrary: good('removeAssignment', administrator, fc.constant(undefined), newest('assignment')) },
  { weight: 3, arbitrary: good('changePrincipal', administrator, enabled, fc.constantFrom('grace', ...cast)) },
  { weight: 2, arbitrary: good('changeRole', administrator, enabled, role) },
  {
    weight: 1,
    arbitrary: good(
      'createPrincipal',
      administrator,
      fc.constant({ kind: 'user', displayName: 'Barbara', email: 'barbara@example.test' }),
    ),
  },
  {
    weight: 1,
    arbitrary: good(
      'importPrincipals',
      administrator,
      fc.record({ items: fc.array(imports, { minLength: 1, maxLength: 3 }) }),
    ),
  },
  { weight: 1, arbitrary: good('invitePrincipal', administrator, fc.constant({}), newest('principal')) },
  {
    weight: 1,
    arbitrary: good(
      'redeemInvitation',
      fc.constant('grace of another issuer'),
      newest('invitation').map((code) => ({ code })),
    ),
  },
  {
    weight: 1,
    arbitrary: good(
      'createResource',
      administrator,
      fc.record({ displayName: fc.constant('Unit'), kind: fc.constant('account'), parentId: newest('resource') }),
    ),
  },
  {
    weight: 1,
    arbitrary: good(
      'putSettings',
      administrator,
      fc.record({ maximumDurationMinutes: fc.constantFrom(60, 480), mfa: fc.constant({ require: 'session' }) }),
      role,
    ),
  },
  { weight: 1, arbitrary: good('takeBackSettings', administrator, fc.constant(undefined), role) },
  { weight: 1, arbitrary: good('reviewActivation', administrator, text, newest('activation')) },
);
