import type { Activation, Outcome } from '#shared/domain/activation';
import type { Assignment } from '#shared/domain/assignment';
import type { Actor } from '#shared/domain/audit-event';
import type { FieldChange } from '#shared/domain/change';
import type { ImportDetails, SettingsDetails } from '#shared/domain/event-details';
import type { GainedRight } from '#shared/domain/gained-access';
import type { Ask, Invitation } from './letter.ts';

interface Happened {
  /** When the event happened; ISO 8601 UTC. */
  readonly at: string;
  /** Who caused it. */
  readonly actor: Actor;
}

/** What a mail about an activation is written from. */
export interface ActivationFacts extends Happened {
  readonly activation: Activation;
  /** The time asked for on top, and what became of that, when the mail is about it and not about the request. */
  readonly extension?: AskedExtension;
  /** The approver's own links; mails that ask for a decision cannot be written without. */
  readonly ask?: Ask;
}

/** What a mail that asks about several requests of one call is written from. */
export interface CallFacts extends Happened {
  readonly requests: readonly { readonly activation: Activation; readonly ask: Ask }[];
  /** Where they are decided together. */
  readonly reviewUrl: string;
}

/** More time for a running activation, and how somebody decided on it. */
export interface AskedExtension {
  readonly additionalMinutes: number;
  readonly justification?: string | undefined;
  /** Until when approvers may decide; ISO 8601 UTC. */
  readonly deadline?: string | undefined;
  /** The decision that closed it, by the actor of the event; `reason`: why it is not given although they agreed. */
  readonly verdict?:
    | {
        readonly decision: 'approve' | 'deny';
        readonly justification: string;
        readonly reason?: string | undefined;
      }
    | undefined;
}

/** Until when somebody has to decide on what the mail is about. */
export function deadlineOf({ activation, extension }: ActivationFacts): string | undefined {
  return extension ? extension.deadline : activation.approval?.deadline;
}

/** When the access ends or ended; nothing when none was ever given. */
export function endOf({ activation }: ActivationFacts): string | undefined {
  return 'endsAt' in activation ? activation.endsAt : undefined;
}

export function outcomeOf({ activation }: ActivationFacts): Outcome | undefined {
  return 'outcome' in activation ? activation.outcome : undefined;
}

/** What a mail about an assignment is written from. */
export interface AssignmentFacts extends Happened {
  readonly assignment: Pick<
    Assignment,
    'id' | 'roleId' | 'type' | 'resourceId' | 'startsAt' | 'endsAt' | 'justification' | 'ticket'
  >;
  readonly roleName: string;
  /** To whom it was given: the reader, or a group they belong to. */
  readonly holder: { readonly id: string; readonly displayName: string; readonly isGroup: boolean };
  /** What was changed in place, old → new. */
  readonly changes?: readonly FieldChange[];
  /** Days until it ends, for the mails that say so. */
  readonly daysLeft?: number;
}

/** What a mail about access that came by a group, or came back with an account, is written from. */
export interface GainedAccessFacts extends Happened {
  readonly rights: readonly GainedRight[];
  /** For administrators: who has it now. */
  readonly holders?: readonly string[];
}

/** What a mail about all that an import has added is written from. */
export interface ImportFacts extends Happened {
  readonly imported: ImportDetails;
  /** What the reader has gained by it. */
  readonly rights: readonly GainedRight[];
}

/** What a mail about the extension or renewal of an assignment is written from. */
export interface ExtensionFacts extends Happened {
  readonly extension: {
    readonly id: string;
    readonly kind: string;
    readonly roleId: string;
    readonly resourceId: string;
    /** ISO 8601 UTC; absent where it is to be permanent. */
    readonly wantedEndsAt?: string;
    readonly justification: string;
    readonly decisionJustification?: string;
  };
  readonly roleName: string;
  readonly holderName: string;
  readonly requesterName: string;
}

/** What a mail about changed settings is written from. */
export interface SettingsFacts extends Happened {
  readonly version: SettingsDetails;
  readonly roleName: string;
}

/** What the mail to somebody who is invited is written from. */
export interface InvitationFacts extends Happened {
  readonly displayName: string;
  readonly invitation: Invitation;
}
