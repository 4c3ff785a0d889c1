import { createHash } from 'node:crypto';
import type { Activation } from '#shared/domain/activation';
import { askedAt, isWaiting, openApprovalOf } from '#shared/domain/open-approval';
import { isSamePersonByNow } from '#shared/domain/person';
import type { Principal } from '#shared/domain/principal';
import type { ApproverEntry } from '#shared/domain/role-settings';
import { type Audience, audiencesOf } from '#shared/mail/templates';
import type { Ports } from '#shared/ports';
import { listAdministrators, listAdministratorsToTell } from './administrators.ts';
import { approvalInForce, listApprovers } from './approvers.ts';
import { type Recipient, recipientsAmong } from './mail-draft.ts';
import type { MailEvent } from './tell-people.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now'>;
type MailedNeeds = Needs & Pick<Ports, 'activations' | 'mailClaims'>;

/** Everybody who is told about an event of an activation, each once and in the role that concerns them most. */
export async function listRecipients(
  event: MailEvent,
  activation: Activation,
  needs: MailedNeeds,
): Promise<Recipient[]> {
  const audiences = audiencesOf(event.type);
  const people = await Promise.all(
    audiences.map(async (audience) => [audience, await peopleIn(audience, event, activation, needs)] as const),
  );
  const recipients = recipientsAmong(people);
  const extra = audiences.includes('extra_recipient') ? await extraRecipients(activation, needs) : [];
  const told = new Set(recipients.map(({ address }) => address.toLowerCase()));
  return [...recipients, ...extra.filter(({ address }) => !told.has(address.toLowerCase()))];
}

async function peopleIn(
  audience: Audience,
  event: MailEvent,
  activation: Activation,
  needs: MailedNeeds,
): Promise<Principal[]> {
  switch (audience) {
    case 'requester': {
      const requester = await needs.principals.find(activation.requester.id);
      return requester && concernsRequester(event, activation) ? [requester] : [];
    }
    case 'approver':
      if (event.type === 'activation.approvers_changed') return listNotAskedYet(event, activation, needs);
      return listAsked(activation, needs, event.type === 'link.renewed' ? event.details.approverId : undefined);
    case 'co_approver':
      return listPeople(await formerApprovers(event, activation, needs), activation, needs);
    case 'administrator':
      return listAdministratorsToTell(activation, needs);
    case 'overseer':
      return concernsOverseers(event, activation) ? listAdministrators(needs) : [];
    default:
      return [];
  }
}

/** Those who can still be asked: somebody waits, the settings name them now, they have not answered; a renewal is for one alone. */
export async function listAsked(activation: Activation, needs: Needs, only?: unknown): Promise<Principal[]> {
  const approval = openApprovalOf(activation);
  if (!approval) return [];
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  const entries = approvalInForce(approval, place?.settings).approvers;
  if (!place) return [];
  const { people, accounts } = await listApprovers(entries, activation.requester, place.resource, needs);
  const hasAnswered = (one: Principal) => approval.votes.some(({ by }) => isSamePersonByNow(by, one, accounts));
  return people.filter((one) => (only === undefined || one.id === only) && !hasAnswered(one));
}

/** Those among them whom no earlier mail has asked about this (APR-9); of what ran before an extension, no mail counts. */
async function listNotAskedYet(event: MailEvent, activation: Activation, needs: MailedNeeds): Promise<Principal[]> {
  if (!isWaiting(activation)) return [];
  const since = askedAt(activation);
  const [people, events, mails] = await Promise.all([
    listAsked(activation, needs),
    needs.activations.listEvents(activation.id),
    needs.mailClaims.listAbout({ kind: 'activation', id: activation.id }),
  ]);
  const earlier = new Set(events.filter(({ id, at }) => id !== event.id && at >= since).map(({ id }) => id));
  const asked = mails.filter(({ audience, eventId }) => audience === 'approver' && earlier.has(eventId));
  return people.filter(({ id }) => !asked.some(({ recipientId }) => recipientId === id));
}

async function listPeople(
  entries: readonly ApproverEntry[],
  { requester, resourceId }: Activation,
  needs: Needs,
): Promise<Principal[]> {
  const resource = entries.length === 0 ? undefined : await needs.roles.findResource(resourceId);
  return resource ? (await listApprovers(entries, requester, resource, needs)).people : [];
}

/** Who was asked about what is decided now. An extension is gone with its decision; its approvers are those in force. */
async function formerApprovers(
  { type, details }: MailEvent,
  activation: Activation,
  needs: Needs,
): Promise<readonly ApproverEntry[]> {
  if (!type.startsWith('activation.exten')) return activation.approval?.approvers ?? [];
  if (type === 'activation.extended' && details.vote === undefined) return [];
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  return place?.settings.settings.approval.approvers ?? [];
}

/** What was decided before the mail about it went out is not worth one any more. */
function concernsRequester({ type }: MailEvent, activation: Activation): boolean {
  return type !== 'mail.approvers_unreachable' || openApprovalOf(activation) !== undefined;
}

function concernsOverseers({ type }: MailEvent, activation: Activation): boolean {
  if (type === 'activation.requested') return activation.breakGlass !== undefined;
  return openApprovalOf(activation) !== undefined;
}

/** The addresses of SET-2; they have no account, so the hash of the address tells them apart. */
async function extraRecipients({ roleId, resourceId }: Activation, { roles }: Needs): Promise<Recipient[]> {
  const place = await roles.findAt(roleId, resourceId);
  const addresses = new Map(place?.settings.settings.extraRecipients.map((one) => [one.toLowerCase(), one]));
  return [...addresses].map(([lowerCase, address]) => ({
    id: `address_${createHash('sha256').update(lowerCase).digest('base64url')}`,
    address,
    audience: 'extra_recipient',
  }));
}
