import * as v from 'valibot';
import type { Activation, Approval, Vote } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';
import { countedYeses } from '#shared/domain/counted-yeses';
import { isSamePersonByNow } from '#shared/domain/person';
import type { SettingsVersion } from '#shared/domain/role-settings';
import { approvalInForce } from '#shared/use-cases/approvers';
import { eventsAbout, type Facts, settingsAt, wasTakenAway } from './facts.ts';
import { accountsAround } from './persons.ts';

interface Voted {
  readonly activation: Activation;
  readonly approval: Approval;
  readonly vote: Vote;
}

/** Votes that stand in the table; those on an extension that was decided stand in its events alone. */
function votesOf({ activations }: Facts): Voted[] {
  return activations.flatMap((activation) => {
    const extension = activation.status === 'active' ? activation.extension : undefined;
    const approvals = [activation.approval, extension?.approval].filter((approval) => approval !== undefined);
    return approvals.flatMap((approval) => approval.votes.map((vote) => ({ activation, approval, vote })));
  });
}

const Details = v.object({ decision: v.picklist(['approve', 'deny']), assurance: v.picklist(['session', 'link']) });
const VoteDetails = v.union([
  Details,
  v.pipe(
    v.object({ vote: Details }),
    v.transform(({ vote }) => vote),
  ),
]);

/** Votes as the audit tells of them, those on extensions included. */
function votesOnRecord(facts: Facts) {
  return facts.activations.flatMap((activation) =>
    eventsAbout(facts, 'activation', activation.id).flatMap((event) => {
      const details = v.safeParse(VoteDetails, event.details);
      return details.success ? [{ activation, event, ...details.output }] : [];
    }),
  );
}

/** I01: nobody's yes counts on their own activation, persons compared as known when they gave it. */
export function ownYeses(facts: Facts): string[] {
  const stored = votesOf(facts)
    .filter(({ activation: { requester }, vote: { by, decision, at } }) => {
      const isOwn = accountsAround(facts, at).every((accounts) => isSamePersonByNow(requester, by, accounts));
      return decision === 'approve' && isOwn;
    })
    .map(({ activation, vote }) => `${vote.by.id} said yes to their own ${activation.id}`);
  const told = votesOnRecord(facts)
    .filter(({ activation, event, decision }) => decision === 'approve' && event.actor.id === activation.requester.id)
    .map(({ activation, event }) => `${event.actor.id} is on record with a yes to their own ${activation.id}`);
  return [...stored, ...told];
}

/**
 * I02, I19: approved by people ⇒ enough distinct persons, able at the last vote and again at the grant and not the
 * requester, said yes, by the version asked under and the one in force then.
 */
export function tooFewYeses(facts: Facts): string[] {
  return facts.activations.flatMap((activation) => {
    const events = eventsAbout(facts, 'activation', activation.id);
    const { approval } = activation;
    if (!approval) {
      const isApproved = events.some(({ type }) => type === 'activation.approved');
      return isApproved ? [`${activation.id} was approved without anybody being asked`] : [];
    }
    const counted = events.filter(({ type }) => type === 'activation.approved' || type === 'activation.provisioning');
    return counted.flatMap(({ type, at }) => {
      const yeses = mostCounted(activation, approval, at, facts);
      const inForce = settingsAt(facts, activation, at).map((one) => approvalInForce(approval, one).quorum);
      const wanted = Math.max(approval.quorum, Math.min(...inForce), 1);
      return yeses < wanted ? [`${activation.id}: ${type} with ${yeses} people instead of ${wanted}`] : [];
    });
  });
}

function mostCounted(activation: Activation, approval: Approval, at: string, facts: Facts): number {
  const votes = approval.votes.filter((vote) => vote.at <= at);
  const able = votes.filter((vote) => mayVoteAt({ activation, approval, vote: { ...vote, at } }, facts));
  const ids = able.map(({ by }) => by.id);
  const counts = accountsAround(facts, at).map(
    (accounts) => countedYeses({ ...approval, votes }, activation, { accounts, able: ids }).length,
  );
  return Math.max(...counts);
}

/** I04: a link decides at most once: every vote by link has spent one link of that approver, and no link is spent without a vote of theirs. */
export function linksSpentTwice(facts: Facts): string[] {
  return facts.activations.flatMap(({ id }) => {
    const votes = votesOnRecord(facts).filter(({ activation }) => activation.id === id);
    const voters = votes.map(({ event }) => event.actor.id);
    // After a sign-in on the page of the link the vote is a session's, and spends the link all the same.
    const byLink = votes.filter(({ assurance }) => assurance === 'link').map(({ event }) => event.actor.id);
    const spent = spentLinks(facts, id).map(({ approverId }) => approverId);
    return [...new Set([...voters, ...spent])].flatMap((person) => {
      const timesIn = (people: readonly string[]) => people.filter((one) => one === person).length;
      const isSound = timesIn(byLink) <= timesIn(spent) && timesIn(spent) <= timesIn(voters);
      return isSound ? [] : [`${person} voted ${timesIn(voters)} times by ${timesIn(spent)} links on ${id}`];
    });
  });
}

function spentLinks({ links }: Facts, activationId: string) {
  return links.filter((link) => link.activationId === activationId && link.state === 'spent');
}

/**
 * I05: a vote's token belongs to that activation. That it is for that revision and those terms cannot be told afterwards:
 * the table keeps neither of a link; the verifier's tests and those of used links show it.
 */
export function strayLinks({ rows }: Facts): string[] {
  return rows
    .filter(({ entity, pk, activationId }) => entity === 'link' && pk !== `ACTIVATION#${activationId}`)
    .map(({ pk, sk }) => `${sk} stands in ${pk}`);
}

/** I06: a vote arrives before the deadline, and by link before the link's end. */
export function lateVotes(facts: Facts): string[] {
  const late = votesOf(facts)
    .filter(({ approval, vote }) => vote.at >= approval.deadline)
    .map(({ activation, vote }) => `${vote.by.id} voted on ${activation.id} at ${vote.at}, past the deadline`);
  const byOldLink = votesOnRecord(facts)
    .filter(({ assurance }) => assurance === 'link')
    .filter(({ activation, event }) => !spentLinks(facts, activation.id).some((link) => isOf(link, event)))
    .map(({ activation, event }) => `${event.actor.id} voted on ${activation.id} by a link past its end`);
  return [...late, ...byOldLink];
}

function isOf(link: Facts['links'][number], { actor, at }: AuditEvent): boolean {
  return link.approverId === actor.id && at < link.endsAt;
}

/** I07: no vote came by link alone where settings wanted a session. */
export function votesWithoutSession(facts: Facts): string[] {
  return votesOnRecord(facts)
    .filter(({ assurance }) => assurance === 'link')
    .filter(({ activation, event }) => settingsAt(facts, activation, event.at).every(isSignIn))
    .map(({ activation, event }) => `${event.actor.id} voted on ${activation.id} by link where signing in was needed`);
}

function isSignIn({ settings }: SettingsVersion): boolean {
  return settings.decisionMode === 'signIn';
}

/** I19, of votes: who voted was enabled and among the approvers, as far as these are users and groups. */
export function votersWithoutRight(facts: Facts): string[] {
  return votesOf(facts)
    .filter((voted) => !mayVoteAt(voted, facts))
    .map(({ activation, vote }) => `${vote.by.id} voted on ${activation.id} without being entitled to`);
}

function mayVoteAt({ activation, approval, vote }: Voted, facts: Facts): boolean {
  const principal = eventsAbout(facts, 'principal', vote.by.id);
  if (wasTakenAway(principal, vote.at, ['principal.disabled'], ['principal.enabled'])) return false;
  return settingsAt(facts, activation, vote.at).some((inForce) =>
    approvalInForce(approval, inForce).approvers.some((entry) => mayBe(entry, vote, facts)),
  );
}

/** Who held a role when is not told here: the people of such an entry are taken at their word. */
function mayBe(entry: Approval['approvers'][number], { by, at }: Vote, facts: Facts): boolean {
  if (entry.kind === 'user') return entry.id === by.id;
  if (entry.kind === 'role') return true;
  const moves = eventsAbout(facts, 'principal', entry.id).filter(({ details }) =>
    Array.from(Object(details).principalIds ?? []).includes(by.id),
  );
  return !wasTakenAway(moves, at, ['group.member_removed'], ['group.member_added']);
}
