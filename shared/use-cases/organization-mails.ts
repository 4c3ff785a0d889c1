import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { readInvitationDetails, readSettingsDetails } from '#shared/domain/event-details';
import { invitationExpiry } from '#shared/domain/invitation';
import { renderMail } from '#shared/mail/templates';
import { listAdministrators } from './administrators.ts';
import { type MailNeeds, type MailPlan, recipientsAmong } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

/** The mails to all administrators about changed settings. */
export async function planSettingsMails(event: MailEvent, needs: MailNeeds): Promise<MailPlan> {
  const version = readSettingsDetails(event.details);
  const [role, administrators] = await Promise.all([needs.roles.find(version.roleId), listAdministrators(needs)]);
  const facts = { at: event.at, actor: event.actor, version, roleName: role?.displayName ?? version.roleId };
  const drafts = recipientsAmong([['overseer', administrators]]).map((recipient) => ({
    recipient,
    write: () => renderMail('role.settings_changed', recipient.audience, facts),
  }));
  return { about: event.subject, drafts };
}

/**
 * The mail that invites somebody. Its code is made when the mail is written and is known to the mail alone; writing it
 * again makes another one and kills the older. Nothing is written when the invitation is not the newest any more.
 */
export async function planInvitationMail(event: MailEvent, needs: MailNeeds): Promise<MailPlan> {
  const { principalId, invitation: number, endsAt = invitationExpiry(event.at) } = readInvitationDetails(event.details);
  const principal = await needs.principals.find(principalId);
  const [recipient] = recipientsAmong([['invited', principal ? [principal] : []]]);
  if (!principal || !recipient) return { about: event.subject, drafts: [] };

  const write = async () => {
    const code = newInvitationCode(principalId, needs.randomText);
    const kept = { principalId, number, hash: hashInvitationCode(code), endsAt };
    if (!(await needs.invitations.keep(kept, recipient.address))) return undefined;
    const joinUrl = `${needs.publicOrigin}/join#${code}`;
    const { at, actor } = event;
    const facts = { at, actor, displayName: principal.displayName, invitation: { joinUrl, code, endsAt } };
    return renderMail('principal.invited', 'invited', facts);
  };
  return { about: event.subject, drafts: [{ recipient, write }] };
}
