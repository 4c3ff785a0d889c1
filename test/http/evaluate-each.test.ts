import { describe, expect, it } from 'vitest';
import { directory } from '#shared/domain/resource';
import { administratorRoles, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { evaluateEach } from '#shared/http/evaluate-each';
import type { EvaluationsBody } from '#shared/http/schemas';
import type { Ports } from '#shared/ports';
import type { Verdict } from '#shared/use-cases/evaluate-access';
import { refused } from '#test/support/refused';
import { callerPorts } from './served.ts';

const roles: Pick<Ports['roles'], 'find' | 'findSeveral' | 'findResource'> = {
  find: async (id) => administratorRoles.find((role) => role.id === id),
  findSeveral: async (ids) => administratorRoles.filter((role) => ids.includes(role.id)),
  findResource: async (id) => (id === '/' ? directory : undefined),
};
// Evaluating asks for single roles and resources only.
const needs = { ...callerPorts(), roles: roles as Ports['roles'], roleUses: { record: async () => {} } };
/** The verdicts of a request with several questions. */
async function verdictsOf(body: EvaluationsBody): Promise<Verdict[]> {
  const answer = await evaluateEach(body, needs);
  if (!('evaluations' in answer)) throw new Error('Several questions have several answers.');
  return answer.evaluations;
}
const alan = { type: 'user', id: 'prn_alan' };
const ada = { type: 'user', id: 'prn_ada' };
const use = { name: 'use' };
const role = { type: 'role', id: SECURITY_ADMINISTRATOR };

describe('several questions in one request', () => {
  it('are answered in order, each with its own yes or no', async () => {
    const evaluations = [{ subject: alan }, { subject: ada }, { subject: { type: 'user', id: 'prn_nobody' } }];

    const verdicts = await verdictsOf({ action: use, resource: role, evaluations });

    expect(verdicts.map(({ decision, context }) => [decision, context.reason])).toEqual([
      [true, 'active'],
      [false, 'not_active'],
      [false, 'unknown_subject'],
    ]);
  });

  it('take from the request around them what they leave out, and nothing of what they say themselves', async () => {
    const around = { subject: alan, action: use, resource: role };
    const elsewhere = { resource: { type: 'role', id: 'no-such-role' } };

    const verdicts = await verdictsOf({ ...around, evaluations: [{}, elsewhere, { action: { name: 'delete' } }] });

    expect(verdicts.map(({ context }) => context.reason)).toEqual(['active', 'unknown_role', 'unknown_action']);
  });

  it.each([
    ['subject', { action: use, resource: role }],
    ['action', { subject: alan, resource: role }],
    ['resource', { subject: alan, action: use }],
  ])('without a %s anywhere are answered no, and do not disturb the others', async (_, around) => {
    const complete = { subject: alan, action: use, resource: role };

    const verdicts = await verdictsOf({ ...around, evaluations: [{}, complete] });

    expect(verdicts).toEqual([
      { decision: false, context: { reason: 'incomplete_question' } },
      { decision: true, context: { reason: 'active' } },
    ]);
  });

  it.each([
    ['no questions', {}],
    ['an empty list of questions', { evaluations: [] }],
  ])('with %s are the one question of the request itself, answered like one', async (_, more) => {
    const answer = await evaluateEach({ subject: alan, action: use, resource: role, ...more }, needs);

    expect(answer).toEqual({ decision: true, context: { reason: 'active' } });
  });

  it('with no question anywhere are refused, with what is missing', async () => {
    const violations = [expect.objectContaining({ rule: 'resource' })];

    const answer = evaluateEach({ subject: alan, action: use, evaluations: [] }, needs);

    await expect(answer).rejects.toEqual(refused('invalid_input', { violations }));
  });

  it.each<[string, unknown]>([
    ['a resource without id', { resource: { type: 'role' } }],
    ['a subject without anything', { subject: {} }],
    ['an action without a name', { action: {} }],
    ['an action that is text', { action: 'use' }],
    ['no subject on purpose', { subject: null }],
    ['a place that is a number', { resource: { ...role, properties: { resourceId: 5 } } }],
    ['properties that are text', { resource: { ...role, properties: 'all' } }],
    ['a list for an object', { subject: [] }],
    ['a text for a question', 'use'],
    ['nothing for a question', null],
    ['a list for a question', []],
  ])('judge each by itself: %s is a no, and the others are answered', async (_, odd) => {
    const verdicts = await verdictsOf({ subject: alan, action: use, resource: role, evaluations: [{}, odd, {}] });

    expect(verdicts.map(({ decision }) => decision)).toEqual([true, false, true]);
    expect(verdicts[1]?.context.reason).toBe('incomplete_question');
  });

  it('fill in a pattern that the request gives for all, and nothing of a whole part', async () => {
    const pattern = { subject: alan, action: use, resource: { type: 'role' } };

    expect(await verdictsOf({ ...pattern, evaluations: [{ resource: { id: role.id } }, {}] })).toMatchObject([
      { decision: true },
      { decision: false, context: { reason: 'incomplete_question' } },
    ]);
  });

  it.each([
    ['execute_all', [true, false, true, false]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ] as const)('end where %s says', async (evaluations_semantic, decisions) => {
    const evaluations = [alan, ada, alan, ada].map((subject) => ({ subject }));

    const verdicts = await verdictsOf({ action: use, resource: role, evaluations, options: { evaluations_semantic } });

    expect(verdicts.map(({ decision }) => decision)).toEqual(decisions);
  });

  it('end at the first yes that comes after noes, and never where there is none', async () => {
    const options = { evaluations_semantic: 'permit_on_first_permit' } as const;
    const ask = (...subjects: object[]) =>
      verdictsOf({ action: use, resource: role, options, evaluations: subjects.map((subject) => ({ subject })) });

    expect(await ask(ada, ada, alan, alan)).toHaveLength(3);
    expect(await ask(ada, {}, ada)).toHaveLength(3);
  });

  it.each([
    ['subjects', (at: number) => ({ subject: { type: 'user', id: `prn_${at}` } })],
    ['places', (at: number) => ({ resource: { ...role, properties: { resourceId: `res_${at}` } } })],
  ])('may be about 100 different %s, and no more', async (what, one) => {
    const evaluations = Array.from({ length: 101 }, (_, at) => one(at));
    const around = { subject: alan, action: use, resource: role };

    expect(
      await verdictsOf({ ...around, evaluations: [...evaluations.slice(1), ...evaluations.slice(1)] }),
    ).toHaveLength(200);
    const message = expect.stringContaining(`at most 100 different ${what}`);
    const violations = [expect.objectContaining({ rule: 'evaluations', limit: 100, message })];
    await expect(evaluateEach({ ...around, evaluations }, needs)).rejects.toEqual(
      refused('invalid_input', { violations }),
    );
  });

  it('read each thing once, eight at a time, and note the use of a role once', async () => {
    let underWay = 0;
    let most = 0;
    const read: string[] = [];
    const counting =
      <T>(name: string, find: (id: string) => Promise<T>) =>
      async (id: string) => {
        read.push(`${name} ${id}`);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return find(id);
      };
    const used: string[] = [];
    const counted = {
      ...needs,
      principals: { ...needs.principals, view: counting('subject', needs.principals.view) },
      roles: { ...needs.roles, findResource: counting('place', needs.roles.findResource) },
      roleUses: { record: async (id: string) => void used.push(id) },
    };
    const evaluations = Array.from({ length: 1000 }, (_, at) => ({
      subject: at % 100 === 0 ? alan : { type: 'user', id: `prn_${at % 100}` },
      resource: { ...role, properties: { resourceId: at % 100 === 0 ? '/' : `res_${at % 100}` } },
    }));

    const answer = await evaluateEach({ action: use, evaluations }, counted);

    expect(answer).toMatchObject({ evaluations: { length: 1000 } });
    expect([read.length, new Set(read).size, most]).toEqual([200, 200, 8]);
    expect(used).toEqual(['prn_alan']);
  });
});
