/** How somebody stands to a role: they hold it, for good, until an end or by an activation, or may activate it. */
export const memberStates = [
  'active_permanent',
  'active_time_bound',
  'activated',
  'eligible_permanent',
  'eligible_time_bound',
] as const;
export type MemberState = (typeof memberStates)[number];

/** What members may be asked for by: one state, all who hold a role, or all who may activate it (ROL-2). */
export const memberStateFilters = ['active', 'eligible', ...memberStates] as const;
export type MemberStateFilter = (typeof memberStateFilters)[number];

/** Tells whether a state is among those asked for; `active` holds for who activated the role, too. */
export function isAmong(state: MemberState, filter: MemberStateFilter): boolean {
  if (filter === 'active') return state === 'activated' || state.startsWith('active_');
  return filter === 'eligible' ? state.startsWith('eligible_') : state === filter;
}
