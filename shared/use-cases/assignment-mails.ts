import { readAssignmentDetails } from '#shared/domain/event-details';
import type { Principal } from '#shared/domain/principal';
import type { AssignmentMail } from '#shared/dynamodb/stream-filters';
import { type Audience, audiencesOf, renderMail } from '#shared/mail/templates';
import { listAdministratorsToTell } from './administrators.ts';
import { type MailNeeds, type MailPlan, recipientsAmong } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

type AssignmentMailEvent = MailEvent & { type: AssignmentMail };

/** The mails about an assignment that was made, changed, or ends; it may be gone, so the event says what it was. */
export async function planAssignmentMails(event: AssignmentMailEvent, needs: MailNeeds): Promise<MailPlan> {
  if (isToldOtherwise(event)) return { about: event.subject, drafts: [] };
  const { daysLeft, changes, ...assignment } = readAssignmentDetails(event.details);
  const [role, holder] = await Promise.all([
    needs.roles.find(assignment.roleId),
    needs.principals.find(assignment.principalId),
  ]);
  const people = await Promise.all(
    audiencesOf(event.type).map(async (audience) => [audience, await peopleIn(audience)] as const),
  );
  const facts = {
    ...{ at: event.at, actor: event.actor, assignment },
    roleName: role?.displayName ?? assignment.roleId,
    holder: {
      id: assignment.principalId,
      displayName: holder?.displayName ?? assignment.principalId,
      isGroup: holder?.kind === 'group',
    },
    ...(daysLeft === undefined ? {} : { daysLeft }),
    ...(changes === undefined ? {} : { changes }),
  };
  const drafts = recipientsAmong(people).map((recipient) => ({
    recipient,
    write: () => renderMail(event.type, recipient.audience, facts),
  }));
  return { about: event.subject, drafts };

  async function peopleIn(audience: Audience): Promise<Principal[]> {
    if (audience === 'administrator') return listAdministratorsToTell(assignment, needs);
    if (holder?.kind === 'group') return needs.principals.listMembers(holder.id);
    return holder ? [holder] : [];
  }
}

/** One that became another, and one that was forgotten long after its end: its holder knows. */
function isToldOtherwise({ type, details }: AssignmentMailEvent): boolean {
  return (
    type === 'assignment.removed' && (details.replacedBy !== undefined || details.reason === 'renewal_period_over')
  );
}
