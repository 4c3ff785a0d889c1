import type { EventDraft } from '#shared/ports';

/** Imports as they are on record. */
export interface Imports {
  /** Puts on record what an import has come to, besides the events of its entries. */
  record(importId: string, event: EventDraft): Promise<void>;
}
