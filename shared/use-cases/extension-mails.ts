import { readAssignmentExtensionDetails } from '#shared/domain/event-details';
import { isSamePerson } from '#shared/domain/person';
import type { Principal } from '#shared/domain/principal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import type { ExtensionMail } from '#shared/dynamodb/stream-filters';
import { renderMail } from '#shared/mail/templates';
import { listRoleHolders } from './approvers.ts';
import { findAccounts } from './find-accounts.ts';
import { type MailNeeds, type MailPlan, recipientsAmong } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

type ExtensionMailEvent = MailEvent & { type: ExtensionMail };

/** The mails about somebody's wish to keep an assignment for longer: to who may decide, then to who asked (ASG-3). */
export async function planExtensionMails(event: ExtensionMailEvent, needs: MailNeeds): Promise<MailPlan> {
  const extension = readAssignmentExtensionDetails(event.details);
  const [role, holder, requester] = await Promise.all([
    needs.roles.find(extension.roleId),
    needs.principals.find(extension.principalId),
    needs.principals.find(extension.requestedBy),
  ]);
  const recipients =
    event.type === 'extension.requested'
      ? recipientsAmong([['decider', await listDeciders([holder, requester], needs)]])
      : recipientsAmong([['requester', requester ? [requester] : []]]);
  const facts = {
    ...{ at: event.at, actor: event.actor, extension },
    roleName: role?.displayName ?? extension.roleId,
    holderName: holder?.displayName ?? extension.principalId,
    requesterName: requester?.displayName ?? extension.requestedBy,
  };
  const drafts = recipients.map((recipient) => ({
    recipient,
    write: () => renderMail(event.type, recipient.audience, facts),
  }));
  return { about: event.subject, drafts };
}

/** Whoever administers, or could at once; nobody decides on their own request, nor to their own profit. */
async function listDeciders(concerned: readonly (Principal | undefined)[], needs: MailNeeds): Promise<Principal[]> {
  const administrators = await listRoleHolders(PRIVILEGED_ROLE_ADMINISTRATOR, ['active', 'eligible'], needs);
  const own = concerned.filter((one) => one !== undefined);
  const accounts = await findAccounts({ current: [...administrators, ...own] }, needs);
  return administrators.filter((one) => !own.some((other) => isSamePerson(one, other, accounts)));
}
