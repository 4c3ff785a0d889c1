import { quoted, roleFacts } from './activation-facts.ts';
import type { Fact, Letter } from './letter.ts';
import type { AssignmentFacts } from './mail-facts.ts';
import { instantInWords } from './time-in-words.ts';

const ELIGIBLE = 'You hold nothing by it yet: activate the role when you need it.';
const ACTIVE = 'You hold the role without activating it, as long as the assignment is in force.';

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
  return forHolder(facts, 'Removed, your assignment', 'What ran under it ends at once. Ask an administrator why.');
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

export function expiringForAdministrators(facts: AssignmentFacts): Letter {
  return forAdministrators(facts, endsIn(facts), 'Whoever still needs it has to ask for an extension.');
}

function endsIn({ daysLeft }: AssignmentFacts): string {
  return daysLeft === 1 ? 'Ends within a day' : `Ends within ${daysLeft} days`;
}

function extensionRoute({ assignment }: AssignmentFacts): string {
  return `POST /v1/assignments/${assignment.id}/extension`;
}

function forHolder(facts: AssignmentFacts, what: string, closing: string): Letter {
  const { holder, roleName } = facts;
  const through = holder.isGroup ? [{ label: 'Through the group', value: holder.displayName }] : [];
  const subject = `${what}: ${roleName}`;
  return { subject, headline: `${subject}.`, facts: [...through, ...assignmentFacts(facts)], closing };
}

function forAdministrators(facts: AssignmentFacts, what: string, closing: string): Letter {
  const { holder, roleName } = facts;
  const subject = `${what}: ${holder.displayName}, ${roleName}`;
  const who = { label: holder.isGroup ? 'Group' : 'Who', value: holder.displayName };
  return { subject, headline: `${subject}.`, facts: [who, ...assignmentFacts(facts)], closing };
}

function assignmentFacts({ assignment, roleName, actor }: AssignmentFacts): Fact[] {
  const { resourceId, type, startsAt, endsAt, justification } = assignment;
  return [
    ...roleFacts({ roleName, resourceId }),
    { label: 'Assignment', value: type === 'eligible' ? 'eligible' : 'active' },
    { label: 'From', value: instantInWords(startsAt) },
    { label: 'Until', value: endsAt === undefined ? 'permanent' : instantInWords(endsAt) },
    { label: 'By', value: actor.displayName },
    { label: 'Justification', value: quoted(justification) },
  ];
}
