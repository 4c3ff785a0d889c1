import { readJoiningDetails } from '#shared/domain/event-details';
import type { GainedRight } from '#shared/domain/gained-access';
import type { Principal } from '#shared/domain/principal';
import type { GainedAccessMail } from '#shared/dynamodb/stream-filters';
import { renderMail } from '#shared/mail/templates';
import { listAdministratorsToTell } from './administrators.ts';
import { findRights } from './find-rights.ts';
import { type MailDraft, type MailNeeds, type MailPlan, recipientsAmong } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

type GainedAccessEvent = MailEvent & { type: GainedAccessMail };

/** Somebody who gains access without an assignment of their own being made. */
interface Gaining {
  readonly holder: Principal;
  readonly rights: readonly GainedRight[];
  /** Who is told of it in person: the holder, or the members of the group. */
  readonly people: readonly Principal[];
}

/**
 * The mails to whoever becomes privileged or eligible because they join a group, or because an account works again, and to
 * the administrators (ASG-7): one each, about all it gives.
 */
export async function planGainedAccessMails(event: GainedAccessEvent, needs: MailNeeds): Promise<MailPlan> {
  const about = event.subject;
  const group = await needs.principals.find(about.id);
  if (!group?.enabled) return { about, drafts: [] };
  const all =
    event.type === 'group.member_added' ? await joining(group, event, needs) : [await returning(group, needs)];
  const gaining = all.filter(({ rights }) => rights.length > 0);
  const own = gaining.flatMap(({ rights, people }) =>
    recipientsAmong([['holder', people]]).map((recipient): MailDraft => {
      const facts = { at: event.at, actor: event.actor, rights };
      return { recipient, write: () => renderMail(event.type, 'holder', facts) };
    }),
  );
  return { about, drafts: [...own, ...(await administratorDrafts(event, gaining, own, needs))] };
}

async function administratorDrafts(
  event: GainedAccessEvent,
  gaining: readonly Gaining[],
  own: readonly MailDraft[],
  needs: MailNeeds,
): Promise<MailDraft[]> {
  const rights = gaining[0]?.rights ?? [];
  const places = new Map(rights.map(({ assignment }) => [`${assignment.roleId} ${assignment.resourceId}`, assignment]));
  const administrators = await Promise.all([...places.values()].map((place) => listAdministratorsToTell(place, needs)));
  const told = new Set(own.map(({ recipient }) => recipient.id));
  const others = administrators.flat().filter(({ id }) => !told.has(id));
  const holders = gaining.map(({ holder }) => holder.displayName);
  const facts = { at: event.at, actor: event.actor, holders, rights };
  return recipientsAmong([['administrator', others]]).map((recipient) => ({
    recipient,
    write: () => renderMail(event.type, 'administrator', facts),
  }));
}

/** Those who were added and whose account works; what the group holds is theirs from now on. */
async function joining(group: Principal, event: GainedAccessEvent, needs: MailNeeds): Promise<Gaining[]> {
  const { principalIds } = readJoiningDetails(event.details);
  const [members, held] = await Promise.all([needs.principals.listMembers(group.id), findRights(group.id, needs)]);
  const rights = held.map((right) => ({ ...right, groupName: group.displayName }));
  return members.filter(({ id }) => principalIds.includes(id)).map((holder) => ({ holder, rights, people: [holder] }));
}

async function returning(principal: Principal, needs: MailNeeds): Promise<Gaining> {
  const held = await findRights(principal.id, needs);
  if (principal.kind !== 'group') return { holder: principal, rights: held, people: [principal] };
  const rights = held.map((right) => ({ ...right, groupName: principal.displayName }));
  return { holder: principal, rights, people: await needs.principals.listMembers(principal.id) };
}
