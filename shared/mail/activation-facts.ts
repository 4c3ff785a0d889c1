import type { Activation, Ticket, Vote } from '#shared/domain/activation';
import type { Actor } from '#shared/domain/audit-event';
import { durationInWords } from '#shared/domain/duration-in-words';
import { DIRECTORY } from '#shared/domain/id';
import { minutesBetween } from '#shared/domain/instant';
import { instantInWords } from './instant-in-words.ts';
import type { Fact } from './letter.ts';
import type { ActivationFacts, AskedExtension } from './mail-facts.ts';
import { named, quoted } from './typed-words.ts';

/** Who asks for what, for how long and why: the terms an approver says yes or no to. */
export function termFacts(activation: Activation): Fact[] {
  return [...requesterFacts(activation), ...wantedFacts(activation), ...purposeFacts(activation)];
}

export function requesterFacts({ requester }: Activation): Fact[] {
  return whoFacts(requester);
}

/** Which role, where, for how long and from when. */
export function wantedFacts(activation: Activation): Fact[] {
  const { durationMinutes, startsAt } = activation;
  return [
    ...roleFacts(activation),
    { label: 'How long', value: durationInWords(durationMinutes) },
    { label: 'Starts', value: startsAt === undefined ? 'as soon as it is approved' : instantInWords(startsAt) },
  ];
}

/** What an approver says yes or no to when more time is asked for. */
export function extensionFacts(activation: Activation, { additionalMinutes, justification }: AskedExtension): Fact[] {
  const endsAt = 'endsAt' in activation ? activation.endsAt : undefined;
  return [
    ...requesterFacts(activation),
    ...roleFacts(activation),
    { label: 'How much more', value: durationInWords(additionalMinutes) },
    ...(endsAt === undefined ? [] : [{ label: 'Ends without it', value: instantInWords(endsAt) }]),
    ...purposeFacts(justification === undefined ? {} : { justification }),
  ];
}

/** Who asks, told beyond the name: by the id, and by the address or the name they sign in with (APR-10). */
export function whoFacts(requester: Activation['requester']): Fact[] {
  const { account } = requester;
  return [
    { label: 'Who', value: named(requester) },
    ...(account === undefined ? [] : [{ label: 'Account', value: account, isAddress: true as const }]),
  ];
}

export function roleFacts({
  roleId,
  roleName,
  resourceId,
}: Pick<Activation, 'roleId' | 'roleName' | 'resourceId'>): Fact[] {
  return [
    { label: 'Role', value: named({ id: roleId, displayName: roleName }) },
    { label: 'Where', value: placeInWords(resourceId) },
  ];
}

export function placeInWords(resourceId: string): string {
  return resourceId === DIRECTORY ? 'the whole directory (/)' : resourceId;
}

/** The requester's own words: always quoted, so that nobody takes them for ours. */
export function purposeFacts({ justification, ticket }: Pick<Activation, 'justification' | 'ticket'>): Fact[] {
  return [
    { label: 'Justification', value: justification === undefined ? 'none given' : quoted(justification) },
    ...(ticket === undefined ? [] : [{ label: 'Ticket', value: ticketInWords(ticket) }]),
  ];
}

/** Who decided so, and why, on the request or on more time; nothing when nobody was asked. */
export function decisionFacts({ activation, extension, actor }: ActivationFacts, decision: Vote['decision']): Fact[] {
  const votes = (activation.approval?.votes ?? []).filter((vote) => vote.decision === decision);
  if (!extension) return votes.map(({ by, ...vote }) => decisionFact(by, vote));
  const { verdict } = extension;
  if (!verdict) return [];
  return [decisionFact(actor, verdict), ...(verdict.reason === undefined ? [] : [reasonFact(verdict.reason)])];
}

function decisionFact(by: Actor, { decision, justification }: Pick<Vote, 'decision' | 'justification'>) {
  return {
    label: decision === 'approve' ? 'Approved by' : 'Denied by',
    value: justification === '' ? named(by) : `${named(by)}, ${quoted(justification)}`,
  };
}

/** An instant with its distance from the moment of the mail's event. */
export function untilFact(label: string, until: string | undefined, at: string): Fact[] {
  if (until === undefined) return [];
  return [{ label, value: `${instantInWords(until)} (${durationInWords(minutesBetween(at, until))})` }];
}

const reasonsInWords = new Map([
  ['could_not_start', 'the access could not be given in time; ask again, or ask an administrator to look into it'],
  ['principal_disabled', 'the account of the requester is disabled'],
  ['eligibility_gone', 'the eligibility it rested on is gone'],
  ['eligibility_shortened', 'the eligibility it rested on ends earlier now'],
  ['resource_moved', 'its resource was moved to where the eligibility does not reach'],
  ['resource_archived', 'its resource is archived'],
  ['membership_gone', 'the membership of the group it came through is gone'],
  ['role_disabled', 'the role is disabled'],
  ['duration_too_long', 'the settings of the role no longer allow so long a duration; ask for a shorter one'],
  ['approvals_do_not_count', 'not enough of those who approved it may still decide on it; ask again'],
  ['changed_by_requester', 'the requester changed who approves, or by which rules; ask again'],
  ['settings_changed_by_requester', 'the requester changed the settings of the role; ask again'],
  ['approval_missing', 'the settings of the role now ask for approval; ask again'],
]);

/** Why it was closed: a reason of ours in words, one that somebody typed in quotes. */
export function reasonFacts(activation: Activation): Fact[] {
  const reason = 'reason' in activation ? activation.reason : undefined;
  return reason === undefined ? [] : [reasonFact(reason)];
}

function reasonFact(reason: string): Fact {
  return { label: 'Reason', value: reasonsInWords.get(reason) ?? quoted(reason) };
}

export function ticketInWords({ number, system }: Ticket): string {
  return system === undefined ? quoted(number) : `${quoted(number)} in ${quoted(system)}`;
}
