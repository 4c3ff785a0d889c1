import { type Violation, violation } from './refusal.ts';

interface Switches {
  readonly enabled: boolean;
  readonly archived?: boolean;
}

/** Judges what a change would leave: only what is disabled stands in the archive, so that nothing runs under what nobody sees. */
export function archivedRules(before: Switches, change: Partial<Switches>): Violation[] {
  const { enabled, archived = false } = { ...before, ...change };
  if (!(enabled && archived)) return [];
  return [violation(change.archived ? 'archived' : 'enabled', 'archived_is_disabled')];
}
