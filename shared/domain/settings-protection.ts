import { isSame } from './change.ts';
import type { ApproverEntry, MfaRule, RoleSettings } from './role-settings.ts';

/*
 * What protects a role, and its order (SET-10): a change that lowers any of it is told, and a change of everything at once
 * has to say so itself.
 */

interface Protection {
  /** Its path in the settings. */
  readonly field: string;
  /** Whether the one protects less in this than the other did. */
  readonly isLower: (after: RoleSettings, before: RoleSettings) => boolean;
  readonly lowered: string;
  /** Whoever saves everything at once has to write it out while it is stricter than the default. */
  readonly isSaid?: true;
}

type Measure = (settings: RoleSettings) => number;
const less = (measure: Measure) => (after: RoleSettings, before: RoleSettings) => measure(after) < measure(before);
const more = (measure: Measure) => (after: RoleSettings, before: RoleSettings) => measure(after) > measure(before);

const protections: readonly Protection[] = [
  {
    field: 'approval.required',
    isLower: less(({ approval }) => Number(approval.required)),
    lowered: 'Nobody has to approve any more.',
    isSaid: true,
  },
  {
    field: 'approval.quorum',
    isLower: ({ approval: after }, { approval: before }) => before.required && after.quorum < before.quorum,
    lowered: 'Fewer approvals are enough.',
    isSaid: true,
  },
  {
    field: 'approval.approvers',
    isLower: ({ approval: after }, { approval: before }) =>
      before.required && !isSame(idsOf(after.approvers), idsOf(before.approvers)),
    lowered: 'Others may approve than before.',
    isSaid: true,
  },
  {
    field: 'approval.approverMustJustify',
    isLower: less(({ approval }) => Number(approval.approverMustJustify)),
    lowered: 'Approvers no longer have to say why.',
  },
  {
    field: 'mfa',
    isLower: less(({ mfa }) => strengthOf(mfa)),
    lowered: 'A weaker second factor is enough.',
    isSaid: true,
  },
  {
    field: 'acrValues',
    isLower: ({ acrValues: after = [] }, { acrValues: before = [] }) =>
      before.length > 0 && (after.length === 0 || hasMore(after, before)),
    lowered: 'More kinds of sign-in count as a second factor.',
    isSaid: true,
  },
  {
    field: 'ticket.required',
    isLower: less(({ ticket }) => Number(ticket.required)),
    lowered: 'A ticket is no longer needed.',
    isSaid: true,
  },
  {
    field: 'ticket.numberPattern',
    isLower: less(({ ticket }) => Number(ticket.numberPattern !== undefined)),
    lowered: 'Any ticket number is accepted.',
    isSaid: true,
  },
  {
    field: 'ticket.systems',
    isLower: ({ ticket: after }, { ticket: before }) =>
      before.systems.length > 0 && (after.systems.length === 0 || hasMore(after.systems, before.systems)),
    lowered: 'Tickets of more systems are accepted.',
    isSaid: true,
  },
  {
    field: 'justificationRequired',
    isLower: less(({ justificationRequired }) => Number(justificationRequired)),
    lowered: 'A justification is no longer needed.',
    isSaid: true,
  },
  {
    field: 'decisionMode',
    isLower: less(({ decisionMode }) => Number(decisionMode === 'signIn')),
    lowered: 'One approval may come by the link of a mail, without signing in.',
    isSaid: true,
  },
  {
    field: 'breakGlass.principals',
    isLower: ({ breakGlass: after }, { breakGlass: before }) =>
      hasMore(idsOf(after.principals), idsOf(before.principals)),
    lowered: 'More people may activate without approval (break-glass).',
  },
  {
    field: 'breakGlass.maximumDurationMinutes',
    isLower: more(({ breakGlass }) => breakGlass.maximumDurationMinutes),
    lowered: 'Activations without approval (break-glass) may last longer.',
  },
  {
    field: 'maximumDurationMinutes',
    isLower: more(({ maximumDurationMinutes }) => maximumDurationMinutes),
    lowered: 'Activations may last longer.',
  },
  {
    field: 'assignments',
    isLower: ({ assignments: after }, { assignments: before }) =>
      after.longestEligibleMinutes > before.longestEligibleMinutes ||
      after.longestActiveMinutes > before.longestActiveMinutes ||
      (after.permanentAllowed && !before.permanentAllowed),
    lowered: 'Assignments may last longer.',
  },
];

/** A setting that protects less than before, and what that means. */
export interface LoweredProtection {
  readonly field: string;
  readonly message: string;
}

/** Every protection that goes down from one state of the settings to another; approvers that come or go are named. */
export function loweredProtections(before: RoleSettings, after: RoleSettings): LoweredProtection[] {
  return protections
    .filter(({ isLower }) => isLower(after, before))
    .map(({ field, lowered }) => {
      const names = field === 'approval.approvers' ? whoComesAndGoes(before, after) : '';
      return { field, message: `${lowered}${names}` };
    });
}

/**
 * The settings that protect and must be written out by whoever saves all of them: they are stricter than the default now,
 * so that leaving them out would lower them in silence. Who switches approval or tickets off by name has said enough of it.
 *
 * @param isWritten whether a field, by its path, is in what was sent
 */
export function mustBeWritten(
  inForce: RoleSettings,
  defaults: RoleSettings,
  wanted: { readonly approval: { readonly required: boolean }; readonly ticket: { readonly required: boolean } },
  isWritten: (field: string) => boolean,
): string[] {
  const isSettled = (field: string) =>
    (field.startsWith('approval.') && isWritten('approval.required') && !wanted.approval.required) ||
    (field.startsWith('ticket.') && isWritten('ticket.required') && !wanted.ticket.required);
  return protections
    .filter(
      ({ field, isSaid, isLower }) => isSaid && !isWritten(field) && isLower(defaults, inForce) && !isSettled(field),
    )
    .map(({ field }) => field);
}

/** `none`, then `session`, then `fresh`: the fewer minutes the more. */
function strengthOf(mfa: MfaRule): number {
  if (mfa.require === 'none') return 0;
  return mfa.require === 'session' ? 1 : 2 + 1 / mfa.maxAgeMinutes;
}

const idsOf = (entries: readonly Pick<ApproverEntry, 'kind' | 'id'>[]) =>
  entries.map(({ kind, id }) => `${kind} ${id}`).sort();
const hasMore = (after: readonly string[], before: readonly string[]) => after.some((one) => !before.includes(one));

function whoComesAndGoes({ approval: before }: RoleSettings, { approval: after }: RoleSettings): string {
  const beyond = (some: readonly ApproverEntry[], others: readonly ApproverEntry[]) => {
    const known = idsOf(others);
    return some.filter((entry) => !known.includes(`${entry.kind} ${entry.id}`)).map(({ displayName }) => displayName);
  };
  const added = beyond(after.approvers, before.approvers);
  const removed = beyond(before.approvers, after.approvers);
  const said = (what: string, names: readonly string[]) => (names.length > 0 ? ` ${what}: ${names.join(', ')}.` : '');
  return said('Added', added) + said('Removed', removed);
}
