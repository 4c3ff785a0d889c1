import { describe, expect, it } from 'vitest';
import { countPerDay, countPerRole, findUnused, measureApproval } from '#shared/domain/figures';
import { active, ended, NOON, noOf, noonPlus, pending, yesOf } from '#test/support/activations';
import { ada, alan, assignment, grace, margaret, operators, role } from '#test/support/found-organization';

const DAY = 24 * 60;

/** Asked for at noon, and decided on by these so many minutes later. */
function decided(quorum: number, ...votes: ReturnType<typeof yesOf>[]) {
  const asked = pending({});
  return { ...ended(), approval: { ...asked.approval, quorum, votes } };
}
const yesAfter = (minutes: number) => yesOf(grace, { at: noonPlus(minutes) });

describe('activations per day and role', () => {
  it('are counted by the day they were asked for in UTC, newest first, then by role', () => {
    const late = active({ requestedAt: '2026-11-21T23:59:59.999Z' });
    const other = active({ roleId: 'billing', roleName: 'Billing' });

    expect(countPerDay([active({}), late, other, active({ requestedAt: noonPlus(5) })])).toEqual([
      { day: '2026-11-22', roleId: 'billing', roleName: 'Billing', activations: 1 },
      { day: '2026-11-22', roleId: 'exchange-administrator', roleName: 'Exchange Administrator', activations: 2 },
      { day: '2026-11-21', roleId: 'exchange-administrator', roleName: 'Exchange Administrator', activations: 1 },
    ]);
    expect(countPerDay([])).toEqual([]);
  });
});

describe('standing versus eligible', () => {
  it('counts what is in force now, roles nobody has included, most standing access first', () => {
    const roles = [role('backup'), role('exchange'), role('idle')];
    const assignments = [
      assignment(ada, 'exchange', 'eligible'),
      assignment(grace, 'exchange', 'active'),
      assignment(alan, 'exchange', 'active', { endsAt: NOON }),
      assignment(alan, 'backup', 'eligible', { startsAt: noonPlus(1) }),
      assignment(operators, 'backup', 'eligible'),
      assignment(ada, 'a role that is gone', 'active'),
    ];

    expect(countPerRole(roles, assignments, NOON)).toEqual([
      { roleId: 'exchange', roleName: 'exchange', standing: 1, eligible: 1 },
      { roleId: 'backup', roleName: 'backup', standing: 0, eligible: 1 },
      { roleId: 'idle', roleName: 'idle', standing: 0, eligible: 0 },
    ]);
  });
});

describe('time to approval', () => {
  const { approval: _, ...unasked } = active({});

  it('is told as median and 90th percentile of those that people approved', () => {
    const minutes = [9, 1, 2, 3, 4, 5, 6, 7, 8, 100];

    expect(measureApproval(minutes.map((after) => decided(1, yesAfter(after))))).toEqual({
      approvals: 10,
      medianMinutes: 5,
      p90Minutes: 9,
    });
    expect(measureApproval([decided(1, yesAfter(0.51))])).toEqual({
      approvals: 1,
      medianMinutes: 0.5,
      p90Minutes: 0.5,
    });
  });

  it('counts to the yes that completed the quorum', () => {
    const both = decided(2, yesAfter(5), yesOf(alan, { at: noonPlus(30) }));

    expect(measureApproval([both])).toMatchObject({ approvals: 1, medianMinutes: 30 });
  });

  it.each([
    ['nobody had to approve', unasked],
    ['nobody has decided', pending({})],
    ['somebody denied', decided(1, noOf(alan, { at: noonPlus(3) }))],
    ['one of two said yes, and one no', decided(2, yesAfter(3), noOf(alan, { at: noonPlus(4) }))],
    ['one yes is missing', decided(2, yesAfter(3))],
  ])('has no figure when %s', (_, activation) => {
    expect(measureApproval([activation])).toEqual({ approvals: 0 });
  });
});

describe('an unused eligibility', () => {
  const eligible = assignment(ada, 'exchange-administrator', 'eligible');
  const find = (
    assignments = [eligible],
    activations: Parameters<typeof findUnused>[1] = [],
    people = [ada, operators],
  ) => findUnused(assignments, activations, people, NOON);

  it('is one whose holder never had the role in the period', () => {
    expect(find()).toEqual([
      {
        assignmentId: eligible.id,
        principal: { id: ada.id, displayName: ada.displayName },
        roleId: 'exchange-administrator',
        resourceId: '/',
        since: eligible.startsAt,
      },
    ]);
  });

  it('is none any more once its holder had the role, however that ended', () => {
    expect(find([eligible], [active({})])).toEqual([]);
    expect(find([eligible], [ended({ activatedAt: NOON })])).toEqual([]);
  });

  it('stays one when the role was asked for and not given, used by somebody else, or another role used', () => {
    expect(find([eligible], [pending({})])).toHaveLength(1);
    expect(find([eligible], [active({ requester: margaret })])).toHaveLength(1);
    expect(find([eligible], [active({ roleId: 'billing' })])).toHaveLength(1);
  });

  it.each([
    ['a group', assignment(operators, 'exchange-administrator', 'eligible')],
    ['somebody who holds it', assignment(ada, 'exchange-administrator', 'active')],
    ['a time that is over', { ...eligible, endsAt: NOON }],
    ['a time to come', { ...eligible, startsAt: noonPlus(DAY) }],
    ['somebody who is gone', assignment(alan, 'exchange-administrator', 'eligible')],
  ])('is none of %s', (_, other) => {
    expect(find([other])).toEqual([]);
  });

  it('is told oldest first', () => {
    const older = assignment(grace, 'billing', 'eligible', { startsAt: '2025-01-01T00:00:00.000Z' });

    expect(find([eligible, older], [], [ada, grace]).map(({ roleId }) => roleId)).toEqual([
      'billing',
      'exchange-administrator',
    ]);
  });
});
