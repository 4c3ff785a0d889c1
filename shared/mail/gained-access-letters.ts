import { type GainedRight, inWords } from '#shared/domain/gained-access';
import { placeInWords } from './activation-facts.ts';
import { instantInWords } from './instant-in-words.ts';
import type { Fact, Letter } from './letter.ts';
import type { GainedAccessFacts } from './mail-facts.ts';

/** Tells somebody what they hold or may activate since they joined a group (ASG-7). */
export function joinedForHolder(facts: GainedAccessFacts): Letter {
  return forHolder(facts, 'You were added to a group.');
}

/** Tells somebody what they have back since their account, or their group, works again (ASG-7). */
export function enabledForHolder(facts: GainedAccessFacts): Letter {
  return forHolder(facts, 'Your account or your group was enabled again.');
}

export function joinedForAdministrators(facts: GainedAccessFacts): Letter {
  return forAdministrators(facts, 'If you did not expect this, take them out of the group and look at the audit.');
}

export function enabledForAdministrators(facts: GainedAccessFacts): Letter {
  return forAdministrators(
    facts,
    'Their account was disabled until now; they again have what is listed above. If you did not expect this, disable it again and look at the audit.',
  );
}

const hasStanding = (rights: readonly GainedRight[]) => rights.some(({ assignment }) => assignment.type === 'active');
/** The roles by name, as a list in a sentence. */
export const rolesOf = (rights: readonly GainedRight[]) =>
  inWords([...new Set(rights.map(({ roleName }) => roleName))]);

function forHolder(facts: GainedAccessFacts, why: string): Letter {
  const { rights } = facts;
  const subject = `${hasStanding(rights) ? 'Assigned' : 'Eligible'}: ${rolesOf(rights)}`;
  const closing = hasStanding(rights)
    ? 'An active role is yours without activating it. An eligible one gives you nothing until you activate it.'
    : 'It gives you no access yet: activate a role when you need it.';
  return { subject, headline: `${subject}.`, facts: [...rightFacts(rights), by(facts)], closing: `${why} ${closing}` };
}

function forAdministrators(facts: GainedAccessFacts, closing: string): Letter {
  const { rights, holders = [] } = facts;
  const subject = `${hasStanding(rights) ? 'Assigned' : 'Made eligible'}: ${inWords(holders)}, ${rolesOf(rights)}`;
  const who = { label: 'Who', value: holders.join(', ') };
  return { subject, headline: `${subject}.`, facts: [who, ...rightFacts(rights), by(facts)], closing };
}

const by = ({ actor }: GainedAccessFacts): Fact => ({ label: 'By', value: actor.displayName });

/** What is gained, right by right, and the groups it comes through. */
export function rightFacts(rights: readonly GainedRight[]): Fact[] {
  const groups = [...new Set(rights.flatMap(({ groupName }) => groupName ?? []))];
  return [
    ...(groups.length > 0 ? [{ label: 'Through the group', value: groups.join(', ') }] : []),
    ...rights.map(({ assignment, roleName }) => ({
      label: assignment.type === 'active' ? 'Active' : 'Eligible',
      value: `${roleName}, ${placeInWords(assignment.resourceId)}, ${untilWhen(assignment)}`,
    })),
  ];
}

function untilWhen({ endsAt }: GainedRight['assignment']): string {
  return endsAt === undefined ? 'permanent' : `until ${instantInWords(endsAt)}`;
}
