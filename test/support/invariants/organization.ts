import { verifyAudit } from '#shared/audit/verify-audit';
import { exportOrder } from '#shared/audit/verify-chains';
import { isStandingAdministration } from '#shared/domain/assignment';
import { canSignIn } from '#shared/domain/principal';
import { eventsAbout, type Facts } from './facts.ts';

/** I13: every chain without gaps, every `prev` and hash as it was written, every revision at its chain's end. */
export function brokenChains(facts: Facts): string[] {
  const found = verifyAudit(facts.events.toSorted(exportOrder), []).map(
    ({ kind, subject, seq, sentence }) => `${kind} ${subject} #${seq}: ${sentence}`,
  );
  const behind = facts.principals
    .filter(({ id, revision }) => (eventsAbout(facts, 'principal', id).at(-1)?.seq ?? 0) !== revision)
    .map(({ id, revision }) => `${id} is at revision ${revision}, and its chain is not`);
  return [...found, ...behind];
}

/** I14: from the consent on there is a permanently active Privileged Role Administrator who can sign in, and they are counted. */
export function lockedOut({ rows, assignments, principals }: Facts): string[] {
  const counter = rows.find(({ entity }) => entity === 'administrators');
  if (!counter) return [];
  const standing = new Set(
    assignments.flatMap((assignment) => {
      const holder = principals.find(({ id }) => id === assignment.principalId);
      return holder && canSignIn(holder) && isStandingAdministration(assignment, holder) ? [holder.id] : [];
    }),
  );
  return [
    ...(standing.size > 0 ? [] : ['nobody administers any more']),
    ...(counter.standing === standing.size ? [] : [`${standing.size} administer, ${counter.standing} are counted`]),
  ];
}
