import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { noonPlus } from '#test/support/activations';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  grace,
  mallory,
  margaret,
  operators,
  robot,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { createAdministration, refusedBy } from './assignments-world.ts';

const open = useWorlds();
const DAY = 24 * 60;
let administration: Awaited<ReturnType<typeof createAdministration>>;
beforeEach(async () => {
  administration = await createAdministration(open);
});
const ask: (typeof administration)['ask'] = (...given) => administration.ask(...given);
const good = { principalIds: [mallory.id], roleId: EXCHANGE, type: 'active', justification: 'Joined the team' };
const assign = async (changes: object = {}, headers = {}) =>
  ask('createAssignments', { body: { ...good, ...changes }, headers });
const added = async (changes: object = {}) => {
  const { body } = await assign(changes);
  return Object(body.results)[0].assignment as { id: string };
};

describe('POST /v1/assignments', () => {
  it('answers one principal with 201 and the assignment', async () => {
    const { status, body } = await assign({ endsAt: '2026-11-23T13:00:00+01:00' });

    expect(status).toBe(201);
    expect(body.results).toEqual([
      {
        principalId: mallory.id,
        outcome: 'added',
        assignment: {
          ...{
            id: expect.stringMatching(/^asg_/),
            principalId: mallory.id,
            principalName: mallory.displayName,
            principal: { id: mallory.id, displayName: mallory.displayName },
          },
          ...{ roleId: EXCHANGE, roleName: EXCHANGE, resourceId: '/', type: 'active', permanent: false },
          ...{ startsAt: NOON, endsAt: noonPlus(DAY), justification: 'Joined the team', status: 'in_force' },
          ...{ createdAt: NOON, createdBy: { id: grace.id, displayName: grace.displayName } },
        },
      },
    ]);
  });

  it('answers one refused with its problem itself, naming the other assignment', async () => {
    const first = await added();

    expect(await assign()).toMatchObject({
      status: 409,
      body: { code: 'assignment_overlaps', assignmentId: first.id },
    });
  });

  it('answers several with 200 and each result', async () => {
    const { status, body } = await assign({ principalIds: [mallory.id, robot.id, 'prn_none'], type: 'eligible' });

    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { principalId: mallory.id, outcome: 'added', assignment: { type: 'eligible', endsAt: noonPlus(365 * DAY) } },
      { principalId: robot.id, outcome: 'refused', problem: { status: 422, code: 'workload_not_eligible' } },
      { principalId: 'prn_none', outcome: 'refused', problem: { status: 404, code: 'principal_not_found' } },
    ]);
  });

  it.each([
    [[mallory.id], 'added'],
    [[robot.id], 'refused'],
  ])('rehearsed for %j answers 200 and changes nothing', async (principalIds, outcome) => {
    const before = await administration.world.exportTable();

    const { status, body } = await assign({ principalIds, type: 'eligible', dryRun: true }, { 'idempotency-key': 'k' });

    expect([status, Object(body.results)[0].outcome]).toEqual([200, outcome]);
    expect(await administration.world.exportTable()).toEqual(before);
  });
});

describe('GET /v1/assignments', () => {
  it('lists by each filter, page by page', async () => {
    const all = await ask('listAssignments', { query: { limit: '2' } }, alan.id);
    expect(all.body.items).toHaveLength(2);
    const rest = await ask('listAssignments', { query: { limit: '100', cursor: String(all.body.nextCursor) } });
    expect(rest.body.items).toHaveLength(3);
    expect(rest.body).not.toHaveProperty('nextCursor');

    for (const [query, count] of [
      [{ roleId: EXCHANGE }, 2],
      [{ roleId: EXCHANGE, principalId: ada.id }, 1],
      [{ type: 'active' }, 3],
      [{ resourceId: 'res_none' }, 0],
    ] as const)
      expect((await ask('listAssignments', { query: { ...query } })).body.items).toHaveLength(count);
  });

  it('shows one to its holder, and is 404 for strangers', async () => {
    const { id } = assignment(operators, EXCHANGE, 'eligible');

    expect(await ask('getAssignment', { path: { id } }, margaret.id)).toMatchObject({
      status: 200,
      body: { principalName: operators.displayName, permanent: true, status: 'in_force' },
    });
    expect(await ask('getAssignment', { path: { id } }, ada.id)).toMatchObject({
      status: 404,
      body: { code: 'assignment_not_found' },
    });
  });
});

describe('a request to list', () => {
  it.each([
    [{ type: 'both' }, 'type'],
    [{ limit: '101' }, 'limit'],
    [{ from: '2026' }, 'from'],
    [{ roleId: 'ROLE#x' }, 'roleId'],
  ])('by %j is 400', async (query, rule) => {
    expect(await refusedBy(administration, 'listAssignments', { query })).toMatchObject({ status: 400, rules: [rule] });
  });

  it('with a cursor of somebody’s own making is 400, in both lists', async () => {
    const query = { cursor: 'no cursor' };

    for (const operation of ['listAssignments', 'listExtensions'] as const)
      expect(await refusedBy(administration, operation, { query })).toMatchObject({
        status: 400,
        code: 'invalid_cursor',
      });
  });
});

describe('changing an assignment', () => {
  it('DELETE answers 204 without a body, then 404', async () => {
    const { id } = await added();

    expect(await ask('removeAssignment', { path: { id } })).toMatchObject({ status: 204, text: '' });
    expect(await ask('removeAssignment', { path: { id } })).toMatchObject({ status: 404 });
  });

  it('make-eligible and make-active answer with the assignment and warnings', async () => {
    const { id } = await added({ permanent: true });

    const eligible = await ask('makeEligible', { path: { id } });
    expect(eligible).toMatchObject({
      status: 200,
      body: { assignment: { type: 'eligible', permanent: true }, warnings: [{ code: 'use_unknown' }] },
    });
    const path = { id: Object(eligible.body.assignment).id };
    expect(await ask('makeActive', { path, body: {} })).toMatchObject({ status: 200, body: { warnings: [] } });
  });

  it('a rehearsal that would be refused is 200 with the problem', async () => {
    const { id } = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active');

    const { status, body } = await ask('makeEligible', { path: { id }, body: { dryRun: true } });

    expect([status, Object(body.problem).code, Object(body.assignment).id]).toEqual([200, 'last_administrator', id]);
    expect((await ask('makeEligible', { path: { id }, body: { dryRun: false } })).status).toBe(409);
  });
});

describe('extending an assignment', () => {
  it('is asked for by its holder, listed while it waits, and decided by an administrator', async () => {
    const { id } = await added({ endsAt: noonPlus(DAY) });
    const body = { endsAt: '2026-12-22T12:00:00Z', justification: 'Still needed' };

    const asked = await ask('requestExtension', { path: { id }, body }, mallory.id);
    expect(asked).toMatchObject({ status: 202, body: { kind: 'extension', status: 'pending', assignmentId: id } });
    const holder = { id: mallory.id, displayName: mallory.displayName };
    expect(asked.body).toMatchObject({ principal: holder, principalId: mallory.id, requestedBy: holder });
    expect((await ask('listExtensions', {}, alan.id)).body.items).toEqual([asked.body]);
    const path = { id: String(asked.body.id) };
    const decided = await ask('decideExtension', { path, body: { decision: 'approve', justification: 'Fine' } });

    expect(decided).toMatchObject({
      status: 200,
      body: { status: 'approved', decidedBy: { id: grace.id, displayName: grace.displayName } },
    });
    expect((await ask('listExtensions')).body.items).toEqual([]);
    expect((await ask('getAssignment', { path: { id } })).body.endsAt).toBe(noonPlus(30 * DAY));
  });
});
