import * as v from 'valibot';
import type { Activation } from './activation.ts';
import { Assignment } from './assignment.ts';
import { Id } from './id.ts';
import { Instant } from './instant.ts';
import { ImportedEntry } from './policy/imported-entry.ts';
import { SettingsVersion } from './role-settings.ts';

/*
 * What events say about themselves, as far as those who are told of them read it. An event outlives what it is about, so
 * its mail is written from the event where the thing itself may have changed or gone.
 */

const FieldChange = v.object({
  field: v.string(),
  from: v.exactOptional(v.unknown()),
  to: v.exactOptional(v.unknown()),
});

const AssignmentDetails = v.object({
  ...v.pick(Assignment, [
    'id',
    'principalId',
    'roleId',
    'resourceId',
    'type',
    'startsAt',
    'endsAt',
    'justification',
    'ticket',
  ]).entries,
  changes: v.exactOptional(v.array(FieldChange)),
  daysLeft: v.exactOptional(v.number()),
});

/** The assignment as it was made, changed or ended; `daysLeft` with the events that say it is about to end, `changes` with those that
 * change it in place. */
export const readAssignmentDetails = (details: unknown) => v.parse(AssignmentDetails, details);

const AssignmentExtensionDetails = v.object({
  id: Id,
  kind: v.picklist(['extension', 'renewal']),
  principalId: Id,
  roleId: Id,
  resourceId: Id,
  requestedBy: Id,
  wantedEndsAt: v.exactOptional(Instant),
  justification: v.string(),
  decisionJustification: v.exactOptional(v.string()),
});

/** The wish that an assignment end later, and the words of who decided on it. */
export const readAssignmentExtensionDetails = (details: unknown) => v.parse(AssignmentExtensionDetails, details);

const InvitationDetails = v.object({ principalId: Id, invitation: v.number(), endsAt: v.exactOptional(Instant) });

/** Who is invited, for which time, and until when the code works: as version 0.1 did not say it, as long as any from the event on. */
export const readInvitationDetails = (details: unknown) => v.parse(InvitationDetails, details);

const SettingsDetails = v.object({
  ...SettingsVersion.entries,
  lowered: v.exactOptional(v.array(v.object({ field: v.string(), message: v.string() }))),
});
export type SettingsDetails = v.InferOutput<typeof SettingsDetails>;

/** The settings as they came into force, what changed with them, and which protection went down. */
export const readSettingsDetails = (details: unknown) => v.parse(SettingsDetails, details);

const ImportDetails = v.object({
  entries: v.array(ImportedEntry),
  refused: v.exactOptional(v.number()),
  owner: v.exactOptional(v.string()),
  brokenOff: v.exactOptional(v.literal(true)),
});

export type ImportDetails = v.InferOutput<typeof ImportDetails>;

/** What an import has added, how much of it was refused, whose document it was, and whether it came to its end. */
export const readImportDetails = (details: unknown) => v.parse(ImportDetails, details);

const JoiningDetails = v.object({ principalIds: v.array(Id) });

/** Who was added to a group. */
export const readJoiningDetails = (details: unknown) => v.parse(JoiningDetails, details);

const Words = v.optional(v.string());
const Vote = v.object({ decision: v.picklist(['approve', 'deny']), justification: v.string(), reason: Words });
const MoreTimeDetails = v.object({ additionalMinutes: v.number(), justification: Words, vote: v.optional(Vote) });
const DeniedTimeDetails = v.object({ additionalMinutes: v.number(), ...Vote.entries });

/** More time that was given or that nobody decided on, with the vote that completed it where somebody was asked. */
export const readMoreTimeDetails = (details: unknown) => v.parse(MoreTimeDetails, details);

/** More time that was denied; `reason`: why it was not given although it was agreed to. */
export const readDeniedTimeDetails = (details: unknown) => v.parse(DeniedTimeDetails, details);

/** Whose access to what an activation is, as its events tell it: by then the record may be gone. */
export function heldBy({ requester, roleId, resourceId }: Activation) {
  return { principalId: requester.id, principalName: requester.displayName, roleId, resourceId };
}
