import fc from 'fast-check';
import { expect, it } from 'vitest';
import { composePolicy } from '#shared/domain/policy/compose-policy';
import type {
  PolicyAssignment,
  PolicyDocument,
  PolicyRole,
  PolicySettings,
} from '#shared/domain/policy/policy-document';
import { exportPolicy } from '#shared/use-cases/export-policy';
import { importPolicy } from '#shared/use-cases/import-policy';
import { ada, alan, foundOrganization, grace, mallory, margaret } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf } from './steps.ts';

/** Each run takes two organizations from nothing; the seed of a failure is printed. */
const RUNS = 8;

const people = fc.constantFrom(...[ada, alan, grace, mallory, margaret].map(({ id }) => id));
const places = ['europe', 'payments', 'sandbox'] as const;
const groups = ['leads', 'on-call'] as const;
const roles = ['dba', 'writer', 'reader'] as const;
const place = fc.constantFrom('/', ...places);
const holder = fc.oneof(people, fc.constantFrom(...groups));
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => /\p{L}/u.test(text) && !/[\p{C}\p{Z}]/u.test(text));
const optional = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] });

const approver = fc.oneof(
  { weight: 4, arbitrary: people.map((user) => ({ user })) },
  { weight: 1, arbitrary: fc.constantFrom(...groups).map((group) => ({ group })) },
  { weight: 1, arbitrary: fc.constantFrom(...roles).map((role) => ({ role })) },
);
const settings: fc.Arbitrary<PolicySettings> = optional({
  maximumDurationMinutes: fc.integer({ min: 5, max: 1440 }),
  justificationRequired: fc.boolean(),
  ticket: fc.record({
    required: fc.boolean(),
    systems: fc.constantFrom(['Jira'], []),
    numberPattern: fc.constantFrom(null, 'OPS-\\d{1,6}'),
  }),
  approval: fc.record({
    required: fc.boolean(),
    approvers: fc.uniqueArray(approver, { maxLength: 3, selector: (one) => JSON.stringify(one) }),
  }),
  mfa: fc.constantFrom({ require: 'none' }, { require: 'session' }, { require: 'fresh', maxAgeMinutes: 15 }),
  assignments: fc.record({ permanentAllowed: fc.boolean(), longestEligibleMinutes: fc.constantFrom(1440, 525_600) }),
});
const assignment: fc.Arbitrary<PolicyAssignment> = fc
  .record({
    principal: holder,
    at: place,
    from: fc.constantFrom(undefined, '2026-12-24T00:00:00.000Z'),
    until: fc.constantFrom(undefined, '2027-03-01T00:00:00.000Z'),
    justification: fc.option(words, { nil: undefined }),
  })
  .map((fields) => JSON.parse(JSON.stringify(fields)));
const assignments = fc.uniqueArray(assignment, { maxLength: 3, selector: ({ principal, at }) => `${principal} ${at}` });
const role: fc.Arbitrary<PolicyRole> = fc
  .tuple(
    fc.record({ displayName: words, privileged: fc.boolean(), enabled: fc.boolean() }),
    optional({
      description: words,
      settings,
      at: fc.dictionary(fc.constantFrom(...places), settings),
      eligible: assignments,
      active: assignments,
    }),
  )
  .map(([facts, more]) => ({ ...facts, ...more }));
const document: fc.Arbitrary<PolicyDocument> = fc.record({
  apiVersion: fc.constant('lapse/v1' as const),
  resources: fc.record({
    europe: fc.record({ kind: fc.constant('organizational_unit' as const), displayName: words }),
    payments: fc.record({ kind: fc.constant('account' as const), parent: fc.constantFrom('/', 'europe') }),
    sandbox: fc.record({
      kind: fc.constant('account' as const),
      displayName: words,
      parent: fc.constantFrom('europe', '/'),
    }),
  }),
  groups: fc.dictionary(
    fc.constantFrom(...groups),
    optional({ displayName: words, enabled: fc.boolean(), members: fc.uniqueArray(people, { maxLength: 4 }) }),
  ),
  roles: fc.dictionary(fc.constantFrom(...roles), role),
});

const open = useWorlds();
async function founded(): Promise<World> {
  const world = await open();
  await foundOrganization(world);
  return world;
}
async function importing(policy: PolicyDocument, world: World) {
  const results = await importPolicy(policy, await callerOf(world, grace), world);
  return results.map(({ entry, outcome, fields, refusal }) => ({ entry, outcome, fields, refusal: refusal?.code }));
}
const exported = async (world: World) => composePolicy((await exportPolicy({ limit: 1000 }, world)).items);

it('whatever an import brought about, its export brings about again in another organization', async () => {
  await fc.assert(
    fc.asyncProperty(document, async (policy) => {
      const world = await founded();
      await importing(policy, world);
      const told = await exported(world);
      const other = await founded();

      const results = await importing(told, other);

      expect(results.filter(({ outcome }) => outcome !== 'created' && outcome !== 'same')).toEqual([]);
      expect(await exported(other)).toEqual(told);
      expect((await importing(told, other)).filter(({ outcome }) => outcome !== 'same')).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
