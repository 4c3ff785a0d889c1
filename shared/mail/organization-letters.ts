import { durationInWords } from '#shared/domain/duration-in-words';
import { DIRECTORY } from '#shared/domain/id';
import type { MfaRule, RoleSettings } from '#shared/domain/role-settings';
import { roleFacts } from './activation-facts.ts';
import type { Fact, Letter } from './letter.ts';
import type { InvitationFacts, SettingsFacts } from './mail-facts.ts';
import { changesInWords } from './settings-in-words.ts';
import { named, unlinked } from './typed-words.ts';

/**
 * Tells administrators what changed in the rules of a role, old → new, and which protection goes down (SET-10, NOT-1); where
 * that was not kept, which rules hold from now on.
 */
export function settingsChanged({ version, roleName, actor }: SettingsFacts): Letter {
  const { changes, lowered = [], takenBack } = version;
  const subject = `Settings changed: ${roleName}`;
  return {
    subject,
    headline: `${subject}.`,
    facts: [
      ...roleFacts({ roleName, roleId: version.roleId, resourceId: version.resourceId }),
      { label: 'Version', value: String(version.version) },
      { label: 'By', value: named(actor) },
      ...(takenBack ? [{ label: 'Taken back', value: takenBackInWords(version.resourceId) }] : []),
      ...(lowered.length > 0
        ? [{ label: 'Less protection', value: lowered.map(({ message }) => message).join(' ') }]
        : []),
      ...(changes ? changesInWords(changes) : ruleFacts(version.settings)),
    ],
    closing: 'If you did not expect this, look at the audit and restore the settings.',
  };
}

function takenBackInWords(resourceId: string): string {
  const counting =
    resourceId === DIRECTORY ? 'the defaults hold again' : 'those of the nearest resource above hold again';
  return `the role has no rules of its own here any more; ${counting}`;
}

function ruleFacts(settings: RoleSettings): Fact[] {
  const { approval, breakGlass, ticket } = settings;
  return [
    { label: 'Longest activation', value: durationInWords(settings.maximumDurationMinutes) },
    { label: 'Approval', value: approval.required ? `needed, ${approval.quorum} of those named` : 'not needed' },
    { label: 'Second factor', value: mfaInWords(settings.mfa) },
    { label: 'Justification', value: settings.justificationRequired ? 'needed' : 'not needed' },
    { label: 'Ticket', value: ticket.required ? 'needed' : 'not needed' },
    { label: 'Administrators are told', value: settings.notifyAdministrators ? 'yes' : 'no' },
    { label: 'Break-glass', value: breakGlass.principals.length === 0 ? 'off' : 'on' },
  ];
}

function mfaInWords(mfa: MfaRule): string {
  if (mfa.require === 'none') return 'not needed';
  return mfa.require === 'session' ? 'once per session' : `within the last ${durationInWords(mfa.maxAgeMinutes)}`;
}

/** Brings somebody the one-time code that binds the account they sign in with, once. */
export function invited({ displayName, actor, invitation }: InvitationFacts): Letter {
  return {
    subject: 'Invitation to Lapse',
    headline: 'You are invited to Lapse, which gives people privileged access for a limited time.',
    facts: [
      { label: 'Invited as', value: unlinked(displayName) },
      { label: 'By', value: named(actor) },
    ],
    invitation,
    closing: 'If you did not expect this mail, do nothing: the code alone gives no access.',
  };
}
