import { describe, expect, it } from 'vitest';
import { directory } from '#shared/domain/resource';
import { administratorRoles, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { evaluateEach } from '#shared/http/evaluate-each';
import type { EvaluationsBody } from '#shared/http/schemas';
import type { Ports } from '#shared/ports';
import type { Verdict } from '#shared/use-cases/evaluate-access';
import { refused } from '#test/support/refused';
import { callerPorts } from './served.ts';

const roles: Pick<Ports['roles'], 'find' | 'findResource'> = {
  find: async (id) => administratorRoles.find((role) => role.id === id),
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
});
