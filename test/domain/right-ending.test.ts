import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { latest, plusMinutes } from '#shared/domain/instant';
import { afterPage, type EndingCause, isResting, RightEnding, runsUnder } from '#shared/domain/right-ending';
import { ada, approved, grace, margaret, NOON, noonPlus, plusMilliseconds } from '#test/support/activations';

const ROLE = 'exchange-administrator';
const GROUP = 'grp_operators';
const own = approved({ requester: ada, eligibility: { assignmentId: 'asg_own', holderId: ada.id } });
const throughGroup = approved({ requester: margaret, eligibility: { assignmentId: 'asg_group', holderId: GROUP } });

describe('what runs under a right', () => {
  it.each<[string, EndingCause, boolean, boolean]>([
    [
      'an eligibility: what was asked under it',
      { reason: 'eligibility_gone', assignmentId: 'asg_own', holderId: ada.id, roleId: ROLE },
      true,
      false,
    ],
    [
      'an eligibility of a group: what any member asked under it',
      { reason: 'eligibility_gone', assignmentId: 'asg_group', holderId: GROUP, roleId: ROLE },
      false,
      true,
    ],
    [
      'an eligibility: nothing that rests on another one, also of the same person and role',
      { reason: 'eligibility_gone', assignmentId: 'asg_other', holderId: ada.id, roleId: ROLE },
      false,
      false,
    ],
    [
      'a membership: what came through it',
      { reason: 'membership_gone', groupId: GROUP, principalId: margaret.id },
      false,
      true,
    ],
    [
      'the membership of somebody else: nothing',
      { reason: 'membership_gone', groupId: GROUP, principalId: grace.id },
      false,
      false,
    ],
    [
      'the membership of a group: nothing the member holds by themselves',
      { reason: 'membership_gone', groupId: GROUP, principalId: ada.id },
      false,
      false,
    ],
    ['a person: what they asked for', { reason: 'principal_disabled', principalId: ada.id, kind: 'user' }, true, false],
    [
      'a guest: what they asked for, whatever it came through',
      { reason: 'principal_disabled', principalId: margaret.id, kind: 'guest' },
      false,
      true,
    ],
    ['a group: what came through it', { reason: 'principal_disabled', principalId: GROUP, kind: 'group' }, false, true],
    ['a role: every activation of it', { reason: 'role_disabled', roleId: ROLE }, true, true],
    ['another role: nothing', { reason: 'role_disabled', roleId: 'billing' }, false, false],
  ])('%s', (_, cause, runsOwn, runsThroughGroup) => {
    expect([runsUnder(own, cause), runsUnder(throughGroup, cause)]).toEqual([runsOwn, runsThroughGroup]);
  });
});

const ending: RightEnding = {
  id: 'end_1',
  cause: { reason: 'role_disabled', roleId: ROLE },
  actor: { id: grace.id, displayName: grace.displayName },
  at: NOON,
  pages: 0,
};
const last = { failed: 0, readAt: NOON };

/** A page goes on from what is stored, so what it answers has to be what can be stored. */
function stepped(from: RightEnding, page: Parameters<typeof afterPage>[1]): RightEnding {
  const next = afterPage(from, page);
  if (!next) throw new Error('It is over.');
  return v.parse(v.strictObject(RightEnding.entries), next);
}

describe('the ending of a right', () => {
  it('goes on with the next page at once, and remembers when the pass began and what failed in it', () => {
    const first = stepped(ending, { nextCursor: 'a', failed: 0, readAt: noonPlus(0.1) });
    const second = stepped(first, { nextCursor: 'b', failed: 2, readAt: noonPlus(0.2) });
    const third = stepped(second, { nextCursor: 'c', failed: 1, readAt: noonPlus(0.3) });

    expect(third).toMatchObject({ pages: 3, cursor: 'c', passSince: noonPlus(0.1), failed: 3 });
    expect([first, second, third].map((one) => isResting(one, NOON))).toEqual([false, false, false]);
  });

  it('is looked at once more, from the beginning, a minute after the right went: lists lag behind', () => {
    const looked = stepped(ending, last);

    expect(looked).toMatchObject({ pages: 1, restsUntil: noonPlus(1) });
    expect(looked).not.toHaveProperty('cursor');
    expect(isResting(looked, plusMilliseconds(noonPlus(1), -1))).toBe(true);
    expect(isResting(looked, noonPlus(1))).toBe(false);
  });

  it('counts the pass by its beginning: one that began too early is repeated however long it took', () => {
    const begun = stepped(ending, { nextCursor: 'a', failed: 0, readAt: NOON });

    expect(afterPage(begun, { failed: 0, readAt: noonPlus(9) })).toMatchObject({ restsUntil: noonPlus(1) });
  });

  it('is over after a whole pass that began a minute or more after the right went, and not a millisecond before', () => {
    const tooEarly = plusMilliseconds(noonPlus(1), -1);

    expect(afterPage(ending, { failed: 0, readAt: tooEarly })).toBeDefined();
    expect(afterPage(ending, { failed: 0, readAt: noonPlus(1) })).toBeUndefined();
    expect(afterPage(stepped(ending, last), { failed: 0, readAt: noonPlus(1) })).toBeUndefined();
  });

  it('stays while anything of a pass could not be ended, on whichever page, and rests for growing pauses', () => {
    const begun = stepped(ending, { nextCursor: 'a', failed: 1, readAt: noonPlus(5) });
    const once = stepped(begun, { failed: 0, readAt: noonPlus(5) });
    const twice = stepped(once, { failed: 3, readAt: noonPlus(6) });

    expect(once).toMatchObject({ failedPasses: 1, restsUntil: noonPlus(6) });
    expect(twice).toMatchObject({ failedPasses: 2, restsUntil: noonPlus(8) });
    expect(afterPage(twice, { failed: 0, readAt: noonPlus(8) })).toBeUndefined();
  });

  it('forgets the failures of the pass before: what failed once and ended then holds nothing up', () => {
    const failed = stepped(ending, { failed: 1, readAt: noonPlus(5) });
    const begun = stepped(failed, { nextCursor: 'a', failed: 0, readAt: noonPlus(6) });

    expect(begun).toMatchObject({ failed: 0, failedPasses: 1 });
    expect(afterPage(begun, { failed: 0, readAt: noonPlus(6) })).toBeUndefined();
  });
});

describe('whatever becomes of its pages', () => {
  const page = fc.record({
    more: fc.boolean(),
    failed: fc.nat({ max: 3 }),
    waited: fc.integer({ min: 0, max: 600 }),
  });

  it('an ending is over only after a pass without failures that began late enough, and never rests long', () => {
    fc.assert(
      fc.property(fc.array(page, { maxLength: 40 }), (pages) => {
        let now = NOON;
        let pass = { since: NOON, failed: 0 };
        let current: RightEnding | undefined = ending;
        for (const { more, failed, waited } of pages) {
          now = latest(plusMilliseconds(now, waited * 1000), current.restsUntil);
          if (current.passSince === undefined) pass = { since: now, failed: 0 };
          pass.failed += failed;
          const next: RightEnding | undefined = afterPage(current, {
            nextCursor: more ? 'next' : undefined,
            failed,
            readAt: now,
          });
          const isOver = !more && pass.failed === 0 && pass.since >= noonPlus(1);
          expect(next === undefined).toBe(isOver);
          if (!next) return;
          expect(next.pages).toBe(current.pages + 1);
          expect(next.cursor).toBe(more ? 'next' : undefined);
          expect((next.restsUntil ?? now) <= plusMinutes(now, 15)).toBe(true);
          current = next;
        }
      }),
    );
  });
});
