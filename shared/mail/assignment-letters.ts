import { roleFacts, ticketInWords } from './activation-facts.ts';
import { instantInWords } from './instant-in-words.ts';
import type { Fact, Letter } from './letter.ts';
import type { AssignmentFacts } from './mail-facts.ts';
import { named, quoted } from './typed-words.ts';

const ELIGIBLE = 'It gives you no access yet: activate the role when you need it.';
const ACTIVE = 'You hold the role without activating it for as long as the assignment lasts.';

/** Tells whoever was assigned a role, or belongs to the group that was (NOT-1). */
export function assignedForHolder(facts: AssignmentFacts): Letter {
  const isEligible = facts.assignment.type === 'eligible';
  return forHolder(facts, isEligible ? 'Eligible' : 'Assigned', isEligible ? ELIGIBLE : ACTIVE);
}

export function madeEligibleForHolder(facts: AssignmentFacts): Letter {
  return forHolder(facts, 'Only eligible now', `Standing access has been withdrawn. ${ELIGIBLE}`);
}

export function madeActiveForHolder(facts: AssignmentFacts): Letter {
  return forHolder(facts, 'Assigned, no longer eligible only', ACTIVE);
}

export function extendedForHolder(facts: AssignmentFacts): Letter {
  return forHolder(facts, 'Extended', 'The new end is the one above.');
}

/** Tells what an administrator changed in place, old → new (ASG-6). */
export function changedForHolder(facts: AssignmentFacts): Letter {
  return forHolder(facts, 'Changed', changedEnd(facts, CUT));
}

/** Says how to keep what is about to end (ASG-3). */
export function expiringForHolder(facts: AssignmentFacts): Letter {
  return forHolder(
    facts,
    endsIn(facts),
    `If you still need it, ask for an extension now, and an administrator decides: ${extensionRoute(facts)}.`,
  );
}

export function endedForHolder(facts: AssignmentFacts): Letter {
  return forHolder(
    facts,
    'Ended, your assignment',
    `For 30 days you can ask to have it renewed, and an administrator decides: ${extensionRoute(facts)}.`,
  );
}

export function removedForHolder(facts: AssignmentFacts): Letter {
  return forHolder(
    facts,
    'Your assignment was removed',
    'Whatever was active under it ends at once. If you do not know why, ask an administrator.',
  );
}

/** Tells administrators who was given what (SET-2). */
export function assignedForAdministrators(facts: AssignmentFacts): Letter {
  const what = facts.assignment.type === 'eligible' ? 'Made eligible' : 'Assigned';
  return forAdministrators(facts, what, 'If you did not expect this, remove the assignment and look at the audit.');
}

export function madeActiveForAdministrators(facts: AssignmentFacts): Letter {
  return forAdministrators(
    facts,
    'Made active',
    'It is standing access again. If you did not expect this, make it eligible and look at the audit.',
  );
}

export function changedForAdministrators(facts: AssignmentFacts): Letter {
  return forAdministrators(
    facts,
    'Changed',
    changedEnd(facts, `${CUT} `).concat('If you did not expect this, look at the audit.'),
  );
}

export function expiringForAdministrators(facts: AssignmentFacts): Letter {
  return forAdministrators(facts, endsIn(facts), 'Whoever still needs it has to ask for an extension.');
}

const CUT = 'Activations under it end then, too, at the latest.';

/** What another end means for what runs; nothing for standing access, and nothing when the end stays. */
function changedEnd({ assignment, changes = [] }: AssignmentFacts, cut: string): string {
  const isMoved = changes.some(({ field }) => field === 'endsAt');
  return isMoved && assignment.type === 'eligible' && assignment.endsAt !== undefined ? cut : '';
}

function endsIn({ daysLeft }: AssignmentFacts): string {
  return daysLeft === 1 ? 'Ends within a day' : `Ends within ${daysLeft} days`;
}

function extensionRoute({ assignment }: AssignmentFacts): string {
  return `POST /v1/assignments/${assignment.id}/extension`;
}

function forHolder(facts: AssignmentFacts, what: string, closing: string): Letter {
  const { holder, roleName } = facts;
  const through = holder.isGroup ? [{ label: 'Through the group', value: named(holder) }] : [];
  const subject = `${what}: ${roleName}`;
  return { subject, headline: `${subject}.`, facts: [...through, ...assignmentFacts(facts)], closing };
}

function forAdministrators(facts: AssignmentFacts, what: string, closing: string): Letter {
  const { holder, roleName } = facts;
  const subject = `${what}: ${holder.displayName}, ${roleName}`;
  const who = { label: holder.isGroup ? 'Group' : 'Who', value: named(holder) };
  return { subject, headline: `${subject}.`, facts: [who, ...assignmentFacts(facts)], closing };
}

function assignmentFacts({ assignment, roleName, actor, changes }: AssignmentFacts): Fact[] {
  const { roleId, resourceId, type, startsAt, endsAt, justification, ticket } = assignment;
  return [
    ...roleFacts({ roleId, roleName, resourceId }),
    { label: 'Assignment', value: type === 'eligible' ? 'eligible' : 'active' },
    { label: 'From', value: oldAndNew(changes, 'startsAt', instantInWords(startsAt)) },
    { label: 'Until', value: oldAndNew(changes, 'endsAt', endInWords(endsAt)) },
    { label: 'By', value: named(actor) },
    { label: 'Justification', value: quoted(justification) },
    ...(ticket === undefined ? [] : [{ label: 'Ticket', value: ticketInWords(ticket) }]),
  ];
}

/** A date that was changed, as it was → as it is; one that was not, as it is. */
function oldAndNew(changes: AssignmentFacts['changes'], field: 'startsAt' | 'endsAt', words: string): string {
  const change = changes?.find((one) => one.field === field);
  return change ? `${endInWords(change.from)} → ${words}` : words;
}

function endInWords(end: unknown): string {
  return typeof end === 'string' ? instantInWords(end) : 'permanent';
}
