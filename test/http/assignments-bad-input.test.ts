import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { noonPlus } from '#test/support/activations';
import { ada, assignment, EXCHANGE, grace, mallory, robot } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { type AssignmentOperation, createAdministration, refusedBy } from './assignments-world.ts';

const open = useWorlds();
const DAY = 24 * 60;
let administration: Awaited<ReturnType<typeof createAdministration>>;
beforeEach(async () => {
  administration = await createAdministration(open);
});

const good = { principalIds: [mallory.id], roleId: EXCHANGE, type: 'eligible', justification: 'Joined the team' };
const extension = { endsAt: noonPlus(DAY), justification: 'Needed' };
const decision = { decision: 'approve', justification: 'Fine' };
const eligible = assignment(ada, EXCHANGE, 'eligible').id;
const problem = 'application/problem+json';

const malformed: [AssignmentOperation, string, unknown][] = [
  ...['id', 'createdBy', 'status', 'revision', 'principalId', 'extendedAt', 'endedAt', '__proto__'].map(
    (name): [AssignmentOperation, string, unknown] => [
      'createAssignments',
      name,
      `${JSON.stringify(good).slice(0, -1)},"${name}":1}`,
    ],
  ),
  ['createAssignments', 'principalIds', { ...good, principalIds: [] }],
  ['createAssignments', 'principalIds', { ...good, principalIds: Array.from({ length: 21 }, (_, at) => `prn_${at}`) }],
  ['createAssignments', 'principalIds', { ...good, principalIds: [ada.id, ada.id] }],
  ['createAssignments', 'principalIds', { ...good, principalIds: ada.id }],
  ['createAssignments', 'principalIds.0', { ...good, principalIds: ['PRINCIPAL#x'] }],
  ['createAssignments', 'roleId', { ...good, roleId: '' }],
  ['createAssignments', 'resourceId', { ...good, resourceId: '../etc' }],
  ['createAssignments', 'type', { ...good, type: 'permanent' }],
  ['createAssignments', 'startsAt', { ...good, startsAt: 'tomorrow' }],
  ['createAssignments', 'endsAt', { ...good, endsAt: '2027-02-29T12:00:00Z' }],
  ['createAssignments', 'endsAt', { ...good, endsAt: null }],
  ['createAssignments', 'permanent', { ...good, permanent: 'yes' }],
  ['createAssignments', 'justification', { ...good, justification: 'x'.repeat(1001) }],
  ['createAssignments', 'justification', { ...good, justification: undefined }],
  ['createAssignments', 'dryRun', { ...good, dryRun: 1 }],
  ['makeEligible', 'type', { type: 'active' }],
  ['makeActive', 'dryRun', { dryRun: 'no' }],
  ['requestExtension', 'startsAt', { ...extension, startsAt: noonPlus(1) }],
  ['requestExtension', 'endsAt', { ...extension, endsAt: 7 }],
  ['decideExtension', 'decision', { ...decision, decision: 'maybe' }],
  ['decideExtension', 'wantedEndsAt', { ...decision, wantedEndsAt: noonPlus(DAY) }],
];

interface Broken {
  readonly what: string;
  readonly operation?: AssignmentOperation;
  readonly id?: string;
  readonly who?: string;
  readonly body?: object;
  readonly expected: readonly [number, string, ...string[]];
}

const broken: Broken[] = [
  {
    what: 'an end before the start',
    body: { startsAt: noonPlus(60), endsAt: noonPlus(30) },
    expected: [422, 'end_before_start', 'endsAt'],
  },
  { what: 'an end in the past', body: { endsAt: noonPlus(-1) }, expected: [422, 'end_in_past', 'endsAt'] },
  {
    what: 'longer than the role allows',
    body: { endsAt: noonPlus(366 * DAY) },
    expected: [422, 'assignment_too_long', 'endsAt'],
  },
  {
    what: 'an end and permanent',
    body: { endsAt: noonPlus(60), permanent: true },
    expected: [422, 'end_and_permanent', 'endsAt'],
  },
  {
    what: 'a start in two years',
    body: { startsAt: noonPlus(730 * DAY) },
    expected: [422, 'start_too_late', 'startsAt'],
  },
  { what: 'a start in the past', body: { startsAt: noonPlus(-60) }, expected: [422, 'start_in_past', 'startsAt'] },
  {
    what: 'a reason nobody sees',
    body: { justification: '\u200b' },
    expected: [422, 'justification_required', 'justification'],
  },
  {
    what: 'a workload eligible',
    body: { principalIds: [robot.id] },
    expected: [422, 'workload_not_eligible', 'type'],
  },
  {
    what: 'everything wrong at once',
    body: {
      principalIds: [robot.id],
      startsAt: noonPlus(-60),
      endsAt: noonPlus(-1),
      permanent: true,
      justification: '',
    },
    expected: [422, 'workload_not_eligible', 'type', 'startsAt', 'endsAt', 'endsAt', 'justification'],
  },
  { what: 'an unknown role', body: { roleId: 'nothing' }, expected: [404, 'role_not_found'] },
  { what: 'an unknown resource', body: { resourceId: 'res_none' }, expected: [404, 'resource_not_found'] },
  { what: 'an unknown principal', body: { principalIds: ['prn_none'] }, expected: [404, 'principal_not_found'] },
  { what: 'the same again', body: { principalIds: [ada.id] }, expected: [409, 'assignment_overlaps'] },
  {
    what: 'an administrator who starts later',
    body: { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, type: 'active', permanent: true, startsAt: noonPlus(60) },
    expected: [422, 'standing_administrator_starts_now', 'startsAt'],
  },
  {
    what: 'the removal of nothing',
    operation: 'removeAssignment',
    id: 'ASSIGNMENT#x',
    expected: [404, 'assignment_not_found'],
  },
  {
    what: 'the removal of the last administrator',
    operation: 'removeAssignment',
    id: assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active').id,
    expected: [409, 'last_administrator'],
  },
  {
    what: 'an eligibility made eligible',
    operation: 'makeEligible',
    id: eligible,
    body: {},
    expected: [409, 'already_eligible'],
  },
  {
    what: 'standing access made active',
    operation: 'makeActive',
    id: assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active').id,
    expected: [409, 'already_active'],
  },
  {
    what: 'the extension of a permanent one',
    operation: 'requestExtension',
    id: eligible,
    who: ada.id,
    expected: [422, 'assignment_permanent', 'endsAt'],
  },
  {
    what: 'the extension of somebody else’s',
    operation: 'requestExtension',
    id: eligible,
    expected: [404, 'assignment_not_found'],
  },
  {
    what: 'a decision on nothing',
    operation: 'decideExtension',
    id: 'ext_none',
    expected: [404, 'extension_not_found'],
  },
];

const bodies: Partial<Record<AssignmentOperation, object>> = {
  createAssignments: good,
  requestExtension: extension,
  decideExtension: decision,
  makeEligible: {},
  makeActive: {},
};

describe('a request about assignments', () => {
  it.each(malformed)(
    'to %s that is wrong in %s is 400 and named, and changes nothing',
    async (operation, rule, body) => {
      const refusal = await refusedBy(administration, operation, { body, path: { id: eligible } });

      expect(refusal).toEqual({ status: 400, code: 'invalid_input', rules: [rule], isUnchanged: true, type: problem });
    },
  );

  it.each(broken)('with $what is refused with code and field, and changes nothing', async (row) => {
    const { operation = 'createAssignments', id = eligible, who = grace.id, body, expected } = row;
    const [status, code, ...rules] = expected;
    const whole = bodies[operation] && { body: { ...bodies[operation], ...body } };

    const refusal = await refusedBy(administration, operation, { path: { id }, ...whole }, who);

    expect(refusal).toEqual({ status, code, rules, isUnchanged: true, type: problem });
  });
});
