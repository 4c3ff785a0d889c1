import type { Actor } from '#shared/domain/audit-event';
import type { EventDraft } from '#shared/ports';

/** An import whose event is not written yet. */
export interface ImportUnderWay {
  readonly id: string;
  readonly actor: Actor;
  /** ISO 8601 UTC. */
  readonly beganAt: string;
  /** Whose document it is. */
  readonly owner?: string;
}

/** Imports, while they are under way and as they are on record. */
export interface Imports {
  /** Notes that it is under way: the sweeper writes its event when nobody else has, once it can be under way no more. */
  begin(underWay: ImportUnderWay): Promise<void>;
  find(id: string): Promise<ImportUnderWay | undefined>;
  /** Puts on record what it has come to. @throws Stale when somebody else did */
  finish(underWay: ImportUnderWay, event: EventDraft): Promise<void>;
  /** The same of one that nobody has to be told of. */
  record(importId: string, event: EventDraft): Promise<void>;
}
