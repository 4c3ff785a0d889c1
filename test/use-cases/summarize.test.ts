import { describe, expect, it } from 'vitest';
import type { Ports } from '#shared/ports';
import { summarize } from '#shared/use-cases/summarize';
import { active, pending } from '#test/dynamodb/an-activation';
import { noonPlus } from '#test/support/activations';
import { ada, EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';

const open = useWorlds();
const DAY = 24 * 60;
const asked = { type: 'activation.requested' as const, actor: ada, details: {} };

describe('REP-3: the figures of a period', () => {
  it('tell what was asked for, what stands, how long approvers took and what nobody used', async () => {
    const world = await foundOrganization(await open());
    await world.activations.add(pending({}), asked, { guards: [] });
    world.setTime(noonPlus(60));

    const summary = await summarize({}, world);

    expect(summary).toMatchObject({
      from: noonPlus(60 - 31 * DAY),
      to: noonPlus(60),
      complete: true,
      activationsPerDay: [{ day: '2026-11-22', roleId: EXCHANGE, activations: 1 }],
      timeToApproval: { approvals: 0 },
      unusedEligibilities: { count: 1, items: [{ principal: { id: ada.id }, roleId: EXCHANGE }] },
    });
    expect(summary.assignments).toEqual([
      { roleId: 'security-administrator', roleName: 'Security Administrator', standing: 2, eligible: 0 },
      { roleId: 'privileged-role-administrator', roleName: 'Privileged Role Administrator', standing: 1, eligible: 0 },
      { roleId: EXCHANGE, roleName: EXCHANGE, standing: 0, eligible: 2 },
    ]);
  });

  it('leave out what was before it and after it', async () => {
    const world = await foundOrganization(await open());
    await world.activations.add(active(), asked, { guards: [] });
    world.setTime(noonPlus(10 * DAY));

    const [inside, before, after] = await Promise.all([
      summarize({ from: NOON, to: noonPlus(1) }, world),
      summarize({ from: noonPlus(-DAY), to: NOON }, world),
      summarize({ from: noonPlus(1) }, world),
    ]);

    expect(inside).toMatchObject({ activationsPerDay: [{ activations: 1 }], unusedEligibilities: { count: 0 } });
    for (const empty of [before, after])
      expect(empty).toMatchObject({ activationsPerDay: [], unusedEligibilities: { count: 1 } });
  });

  it('may span 92 days and end in the future, which counts as now', async () => {
    const world = await foundOrganization(await open());

    const summary = await summarize({ from: noonPlus(-92 * DAY), to: '9999-01-01T00:00:00.000Z' }, world);

    expect(summary).toMatchObject({ to: NOON, complete: true });
  });

  it.each([
    ['longer than 92 days', { from: noonPlus(-92 * DAY - 1) }],
    ['empty', { from: NOON }],
    ['turned round', { from: NOON, to: noonPlus(-1) }],
  ])('are refused when it is %s', async (_, period) => {
    const world = await foundOrganization(await open());
    const violations = [expect.objectContaining({ rule: 'from', limit: 92 })];

    await expect(summarize(period, world)).rejects.toThrow(refused('invalid_input', { violations }));
  });

  it('name at most 100 unused eligibilities, and count all', async () => {
    const world = await foundOrganization(await open());
    const many = Array.from({ length: 130 }, (_, at) => ({
      id: `asg_${at}`,
      principalId: grace.id,
      roleId: `role_${at}`,
      resourceId: '/',
      type: 'eligible' as const,
      startsAt: '2026-01-01T00:00:00.000Z',
      justification: '',
      createdAt: NOON,
      createdBy: grace.id,
      revision: 1,
    }));
    const census = { ...world.census, listAssignments: async () => ({ items: many }) };

    const { unusedEligibilities } = await summarize({}, { ...world, census });

    expect(unusedEligibilities.count).toBe(130);
    expect(unusedEligibilities.items).toHaveLength(100);
  });

  it('say when there was more than one call may look through, after a bounded number of pages', async () => {
    const world = await foundOrganization(await open());
    let pages = 0;
    const endless: Ports['census']['listRoles'] = async () => {
      pages += 1;
      return { items: [], nextCursor: 'more' };
    };

    const summary = await summarize({}, { ...world, census: { ...world.census, listRoles: endless } });

    expect(summary.complete).toBe(false);
    expect(pages).toBe(5);
  });
});
