import { type Assignment, isStandingAdministration } from '#shared/domain/assignment';
import { withdrawExtension } from '#shared/domain/assignment-extension';
import { type Actor, sweeper } from '#shared/domain/audit-event';
import { reachesFurther } from '#shared/domain/change-assignment';
import { canSignIn } from '#shared/domain/principal';
import type { EventDraft, NewId } from '#shared/ports';
import type { ExtensionMove, Holder, Leaving } from '#shared/ports/assignments';
import { countWrite, STANDING } from './administrator-count.ts';
import { newAssignmentWrites, slotKey } from './directory-items.ts';
import { newEndingWrite } from './ending-writes.ts';
import { eventWrite } from './events.ts';
import { closeExtensionWrites } from './extension-writes.ts';
import { keys } from './keys.ts';
import type { Write } from './table.ts';
import type { WriteForms } from './writes.ts';

export interface WriteNeeds {
  readonly forms: WriteForms;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: () => string;
}

/** The audit event of an assignment, at the place in its chain the change makes. */
export function assignmentEvent(
  { forms, newId, now }: WriteNeeds,
  id: string,
  draft: EventDraft,
  revision: number,
): Write {
  return eventWrite(forms, newId, draft, { kind: 'assignment', id }, revision, now());
}

/** An assignment comes, unless an overlapping one came since the holder was read. */
export function comingWrites({ forms }: WriteNeeds, assignment: Assignment, holder: Holder): Write[] {
  return newAssignmentWrites(forms, assignment, countOf(assignment, holder));
}

/** How many of its kind came or moved until the holder was read. */
export function countOf(assignment: Assignment, { slots }: Holder): number {
  return slots.get(slotKey(assignment).sk) ?? 0;
}

/** An assignment goes; what ran under it ends, and a request to extend it is asked of nobody any more. */
export function goingWrites(needs: WriteNeeds, assignment: Assignment, leaving: Leaving, actor: Actor): Write[] {
  const { forms } = needs;
  const { id, principalId, revision } = assignment;
  return [
    forms.removeExpected(keys.assignment(principalId, id), { revision }),
    forms.remove(keys.assignmentHolder(id)),
    ...(leaving.ending ? [newEndingWrite(forms, leaving.ending)] : []),
    ...withdrawalWrites(needs, id, leaving.waiting, actor),
  ];
}

function withdrawalWrites(needs: WriteNeeds, assignmentId: string, waiting: Leaving['waiting'], actor: Actor): Write[] {
  if (!waiting) return [needs.forms.checkAbsent(keys.extensionLock(assignmentId))];
  const after = withdrawExtension(waiting, actor, needs.now());
  const reason = actor.id === sweeper.id ? 'assignment_over' : 'assignment_removed';
  const event = { type: 'extension.withdrawn' as const, actor, details: { ...after, reason } };
  return closeExtensionWrites(needs, { before: waiting, after, event });
}

/** A request to extend that waits is over when the end changes; where none waits, none may have come. */
export function supersedingWrites(
  needs: WriteNeeds,
  assignmentId: string,
  superseded: ExtensionMove | undefined,
): Write[] {
  if (superseded) return closeExtensionWrites(needs, superseded);
  return [needs.forms.checkAbsent(keys.extensionLock(assignmentId))];
}

/**
 * The holder's own record, touched once: more or fewer standing administrators are counted (ONB-4), of those who can sign
 * in, and who gets something new has to be enabled still.
 */
export function holderWrites(
  { forms, tableName }: WriteNeeds,
  { principal, isStanding }: Holder,
  { from, to }: { from?: Assignment; to?: Assignment },
): Write[] {
  const key = keys.principal(principal.id);
  const stands = to !== undefined && isStandingAdministration(to, principal);
  const leaves = from !== undefined && isStandingAdministration(from, principal) && isStanding && !stands;
  const becomes = stands && !isStanding;
  if (becomes || leaves) {
    const holder = becomes ? { ...principal, enabled: true } : principal;
    const { enabled, issuer, subject } = holder;
    const asRead = { enabled, issuer, subject, [STANDING]: isStanding };
    const record = forms.update(key, { [STANDING]: becomes }, asRead);
    return canSignIn(holder) ? [record, countWrite(tableName, becomes ? 1 : -1)] : [record];
  }
  const gains = to !== undefined && (from?.id !== to.id || reachesFurther(from, to));
  return gains ? [forms.check(key, { enabled: true })] : [];
}
