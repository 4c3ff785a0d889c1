import type { SubjectKind } from '#shared/domain/audit-event';
import type { EventDraft, NewId } from '#shared/ports';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import type { Write } from './table.ts';
import type { WriteForms } from './writes.ts';

/** The audit event of a change, to be written in the change's own transaction (REP-2). */
export function eventWrite(
  forms: WriteForms,
  newId: NewId,
  draft: EventDraft,
  subject: { kind: SubjectKind; id: string },
  seq: number,
  at: string,
): Write {
  const id = newId('event');
  return forms.putNew(keys.event(subject, seq), 'event', {
    ...draft,
    id,
    at,
    seq,
    subject,
    ...indexKeys.time('EVENT', at, id),
  });
}
