import type { Extension, PendingExtension } from '#shared/domain/assignment-extension';
import type { EventDraft, NewId } from '#shared/ports';
import type { ExtensionMove } from '#shared/ports/assignments';
import { eventWrite } from './events.ts';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import type { Item, Write } from './table.ts';
import type { WriteForms } from './writes.ts';

interface Needs {
  readonly forms: WriteForms;
  readonly newId: NewId;
  readonly now: () => string;
}

/** Listed while it waits, no longer. */
function extensionItem(extension: Extension): Item {
  return extension.status === 'pending' ? { ...extension, ...indexKeys.all('EXTENSIONS', extension.id) } : extension;
}

/** A new request, and the lock that lets an assignment have one at a time: the first of the writes. */
export function newExtensionWrites(needs: Needs, extension: PendingExtension, event: EventDraft): Write[] {
  const { id, assignmentId } = extension;
  return [
    needs.forms.putNew(keys.extensionLock(assignmentId), 'extension_lock', { extensionId: id }),
    needs.forms.putNew(keys.extension(id), 'extension', extensionItem(extension)),
    extensionEvent(needs, extension, event),
  ];
}

/** A request that no longer waits, whatever became of it. */
export function closeExtensionWrites(needs: Needs, { before, after, event }: ExtensionMove): Write[] {
  const { id, assignmentId, revision } = before;
  return [
    needs.forms.putOver(keys.extension(id), 'extension', extensionItem(after), { revision }),
    needs.forms.removeExpected(keys.extensionLock(assignmentId), { extensionId: id }),
    extensionEvent(needs, after, event),
  ];
}

function extensionEvent({ forms, newId, now }: Needs, { id, revision }: Extension, event: EventDraft): Write {
  return eventWrite(forms, newId, event, { kind: 'extension', id }, revision, now());
}
