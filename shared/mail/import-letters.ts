import { DIRECTORY } from '#shared/domain/id';
import type { ImportedEntry } from '#shared/domain/policy/imported-entry';
import { rightFacts, rolesOf } from './gained-access-letters.ts';
import type { Fact, Letter } from './letter.ts';
import type { ImportFacts } from './mail-facts.ts';
import { named, quoted } from './typed-words.ts';

/** Of each kind; the audit has them all. */
const MOST_NAMED = 20;

/** Tells somebody what they hold or may activate since an import, in one mail for all of it (ASG-7). */
export function importedForHolder({ rights, actor }: ImportFacts): Letter {
  const isStanding = rights.some(({ assignment }) => assignment.type === 'active');
  const subject = `${isStanding ? 'Assigned' : 'Eligible'}: ${rolesOf(rights)}`;
  const closing = isStanding
    ? 'An active role is yours without activating it. An eligible one gives you nothing until you activate it.'
    : 'It gives you no access yet: activate a role when you need it.';
  const facts = [...rightFacts(rights), { label: 'By', value: named(actor) }];
  return {
    subject,
    headline: `${subject}.`,
    facts,
    closing: `An administrator imported a policy document. ${closing}`,
  };
}

/** Tells an administrator all that an import has added; what they gained by it themselves comes first. */
export function importedForAdministrators({ rights, actor, imported }: ImportFacts): Letter {
  const { entries, owner, brokenOff } = imported;
  const subject = `Imported: ${countsInWords(entries)}`;
  const own = rights.length > 0 ? [{ label: 'For you', value: rolesOf(rights) }, ...rightFacts(rights)] : [];
  return {
    subject,
    headline: `${subject}.`,
    facts: [
      { label: 'By', value: named(actor) },
      ...(owner === undefined ? [] : [{ label: 'Document of', value: quoted(owner) }]),
      ...own,
      ...entryFacts(entries),
    ],
    closing: `${brokenOff ? 'The import broke off: send it again for the rest. ' : ''}If you did not expect this, check the audit and undo what should not be there.`,
  };
}

type Kind = ImportedEntry['kind'];

/** In the order of what matters most to whoever reads it. */
const words: Readonly<Record<Kind, { readonly one: string; readonly many: string; readonly label: string }>> = {
  assignment: { one: 'assignment', many: 'assignments', label: 'Assigned' },
  member: { one: 'member of a group', many: 'members of groups', label: 'Added to groups' },
  settings: { one: 'settings entry', many: 'settings entries', label: 'Settings' },
  role: { one: 'role', many: 'roles', label: 'Roles' },
  group: { one: 'group', many: 'groups', label: 'Groups' },
  resource: { one: 'resource', many: 'resources', label: 'Resources' },
};
const kinds = ['assignment', 'member', 'settings', 'role', 'group', 'resource'] as const satisfies readonly Kind[];

function countsInWords(entries: readonly ImportedEntry[]): string {
  const counts = kinds.flatMap((kind) => {
    const count = entries.filter((entry) => entry.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? words[kind].one : words[kind].many}`];
  });
  return counts.length > 0 ? counts.join(', ') : 'nothing';
}

function entryFacts(entries: readonly ImportedEntry[]): Fact[] {
  const lowered = entries.flatMap((entry) =>
    entry.kind === 'settings' && entry.lowered !== undefined ? [`${placeOf(entry)}: ${entry.lowered}`] : [],
  );
  const added = kinds.flatMap((kind): Fact[] => {
    const names = entries.filter((entry) => entry.kind === kind).map(inWords);
    return names.length > 0 ? [{ label: words[kind].label, value: listed(names) }] : [];
  });
  return [...(lowered.length > 0 ? [{ label: 'Less protection', value: listed(lowered) }] : []), ...added];
}

/** By ids, as the document has them. */
function inWords(entry: ImportedEntry): string {
  switch (entry.kind) {
    case 'assignment':
      return `${entry.principalId} (${entry.type}, ${placeOf(entry)})`;
    case 'member':
      return `${entry.principalId} (${entry.groupId})`;
    case 'settings':
      return placeOf(entry);
    case 'role':
      return entry.roleId;
    case 'group':
      return entry.groupId;
    case 'resource':
      return entry.resourceId;
  }
}

const placeOf = ({ roleId, resourceId }: { readonly roleId: string; readonly resourceId: string }) =>
  resourceId === DIRECTORY ? roleId : `${roleId} at ${resourceId}`;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
