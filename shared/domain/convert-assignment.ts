import { type Assignment, hasEnded } from './assignment.ts';
import { latestEnd } from './assignment-rules.ts';
import { earliest, latest } from './instant.ts';
import { Refusal } from './refusal.ts';
import type { RoleSettings } from './role-settings.ts';

/**
 * The same right held in the other way from now on: standing access becomes an eligibility, or the way back (ASG-2). The
 * end is kept as far as the role allows.
 *
 * @throws Refusal already_eligible | already_active | assignment_ended
 */
export function convertAssignment(
  assignment: Assignment,
  type: Assignment['type'],
  by: { readonly id: string; readonly createdBy: string },
  settings: RoleSettings,
  now: string,
): Assignment {
  if (assignment.type === type) throw new Refusal(type === 'eligible' ? 'already_eligible' : 'already_active');
  if (hasEnded(assignment, now)) throw new Refusal('assignment_ended');

  const { principalId, roleId, resourceId, justification, ticket } = assignment;
  const startsAt = latest(now, assignment.startsAt);
  const endsAt = convertedEnd(assignment, type, startsAt, settings);
  return {
    id: by.id,
    principalId,
    roleId,
    resourceId,
    type,
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    justification,
    ...(ticket === undefined ? {} : { ticket }),
    createdAt: now,
    createdBy: by.createdBy,
    revision: 1,
  };
}

function convertedEnd(
  { endsAt }: Assignment,
  type: Assignment['type'],
  startsAt: string,
  settings: RoleSettings,
): string | undefined {
  if (endsAt === undefined && settings.assignments.permanentAllowed) return undefined;
  return earliest(latestEnd(startsAt, type, settings), endsAt);
}

const RECENT_HOURS = 24;
const HOUR = 3_600_000;

/** Something an administrator should know before standing access is taken away. */
export interface UseWarning {
  readonly code: 'used_recently' | 'use_unknown';
  readonly message: string;
  readonly lastUsedAt?: string;
}

/**
 * Warns of taking away access that is in use, or of which nobody knows whether it is.
 *
 * @param lastUses when each of those who hold the role used it last; absent when there is no record
 */
export function warnOfUse(lastUses: readonly (string | undefined)[], now: string): UseWarning[] {
  const lastUsedAt = lastUses.reduce(
    (newest, use) => (use !== undefined && use > (newest ?? '') ? use : newest),
    undefined,
  );
  if (lastUsedAt !== undefined && Date.parse(now) - Date.parse(lastUsedAt) < RECENT_HOURS * HOUR) {
    const message = 'The role was used in the last 24 hours. Who needs it has to activate it from now on.';
    return [{ code: 'used_recently', message, lastUsedAt }];
  }
  if (!lastUses.includes(undefined)) return [];
  return [{ code: 'use_unknown', message: 'It is not known whether the role is in use: no use of it is on record.' }];
}
