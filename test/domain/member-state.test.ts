import { describe, expect, it } from 'vitest';
import { isAmong, type MemberStateFilter, memberStates } from '#shared/domain/member-state';

describe('asking for members by their state (ROL-2)', () => {
  it.each<[MemberStateFilter, string[]]>([
    ['active', ['active_permanent', 'active_time_bound', 'activated']],
    ['eligible', ['eligible_permanent', 'eligible_time_bound']],
    ['activated', ['activated']],
    ['active_permanent', ['active_permanent']],
    ['eligible_time_bound', ['eligible_time_bound']],
  ])('%s finds %j', (filter, expected) => {
    expect(memberStates.filter((state) => isAmong(state, filter))).toEqual(expected);
  });
});
