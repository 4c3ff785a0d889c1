import * as v from 'valibot';
import { Activation, isFinal } from '#shared/domain/activation';
import { AuditEvent } from '#shared/domain/audit-event';
import { openApprovalOf } from '#shared/domain/open-approval';
import { Refusal } from '#shared/domain/refusal';
import { CountedMeanwhile, type EventDraft, type NewId, type Now } from '#shared/ports';
import type { Activations, Alongside } from '#shared/ports/activations';
import { activationItem, openItem } from './activation-item.ts';
import { activationListings } from './activation-listings.ts';
import { personWrites } from './directory-items.ts';
import { entitlementWrite } from './entitlement-store.ts';
import { eventWrite } from './events.ts';
import { guardWrites } from './guards.ts';
import { idempotencyWrite } from './idempotency-store.ts';
import { type Key, keys, prefixes } from './keys.ts';
import { signOffWrites, useWrites } from './review-store.ts';
import { Refused, type Table, type Write } from './table.ts';
import { holdTokenWrite } from './task-token-store.ts';
import { type WriteForms, writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

const LOCK = 1;
/** Of a break-glass use; of anything else there is none. */
const COUNT = 2;

/** Activations in DynamoDB: state, lock, inbox pointers and index keys change together or not at all. */
export function activationStore({ table, tableName, newId, now }: Needs): Activations {
  const forms = writesFor(tableName);
  const event = (activation: Activation, draft: EventDraft) =>
    eventWrite(forms, newId, draft, { kind: 'activation', id: activation.id }, activation.revision, now());

  return {
    ...activationListings(table, now),
    async find(id) {
      const item = await table.get(keys.activation(id));
      return item && v.parse(Activation, item);
    },
    async listEvents(id) {
      const items = await table.listPartition(keys.activation(id).pk, prefixes.event);
      return items.map((item) => v.parse(AuditEvent, item));
    },
    async add(activation, draft, { guards, idempotency, uses }) {
      const lock = lockKey(activation);
      const writes = [
        forms.putNew(keys.activation(activation.id), 'activation', activationItem(activation)),
        forms.putNew(lock, 'open_activation', openItem(activation)),
        ...(uses ? useWrites(forms, activation, uses) : []),
        event(activation, draft),
        ...inboxWrites(forms, activation),
        // An account that was known before accounts were listed by person is from here on (T-59).
        ...personWrites(forms, activation.requester),
        ...guardWrites(forms, guards),
        ...(idempotency ? [idempotencyWrite(tableName, idempotency, now())] : []),
      ];
      await table.write(writes).catch(uses ? nameTheCount : nameTheOpenOne);
    },
    async replace(next, expecting, draft, alongside = {}) {
      await table.write([
        forms.putOver(keys.activation(next.id), 'activation', activationItem(next), { revision: expecting.revision }),
        ...lockWrites(forms, next, expecting),
        event(next, draft),
        ...voteWrites(forms, next, expecting),
        ...inboxWrites(forms, next, expecting),
        ...signOffWrites(forms, next, expecting),
        ...alongsideWrites(forms, next, alongside, now()),
      ]);
    },
  };
}

/** What withdrawing a request takes, for the transaction of the change that withdraws it. */
export function withdrawWrites(forms: WriteForms, next: Activation, expecting: Activation, event: Write): Write[] {
  return [
    forms.putOver(keys.activation(next.id), 'activation', activationItem(next), { revision: expecting.revision }),
    ...lockWrites(forms, next, expecting),
    event,
    ...inboxWrites(forms, next, expecting),
  ];
}

function lockKey(activation: Activation) {
  return keys.openActivation(activation.requester.id, activation.roleId, activation.resourceId);
}

/** What was final before has no lock any more: one that is there belongs to a later activation. */
function lockWrites(forms: WriteForms, next: Activation, expecting: Activation): Write[] {
  if (isFinal(expecting)) return [];
  const lock = lockKey(next);
  const held = { activationId: next.id };
  return [
    isFinal(next) ? forms.removeExpected(lock, held) : forms.putOver(lock, 'open_activation', openItem(next), held),
  ];
}

/** Approvers are asked from the write on that opens an approval, of a request or an extension, to the one that closes it. */
function inboxWrites(forms: WriteForms, next: Activation, expecting?: Activation): Write[] {
  const before = expecting ? inboxKeys(expecting) : [];
  const after = inboxKeys(next);
  return [
    ...before.filter((key) => !isIn(after, key)).map((key) => forms.remove(key)),
    ...after.filter((key) => !isIn(before, key)).map((key) => forms.put(key, 'inbox_entry', { activationId: next.id })),
  ];
}

/** One pointer per approver entry, also for one that is named twice: a transaction touches an item only once. */
function inboxKeys(activation: Activation): Key[] {
  const asked = openApprovalOf(activation);
  if (!asked) return [];
  const { approvers, deadline } = asked;
  const pointers = approvers.map((approver) => keys.inboxEntry(approver, deadline, activation.id));
  return [...new Map(pointers.map((pointer) => [pointer.pk, pointer])).values()];
}

/** A pointer from each voter to the activation, so that reports can be filtered by approver; it goes with a vote taken back. */
function voteWrites(forms: WriteForms, next: Activation, expecting: Activation): Write[] {
  const before = decidedKeys(expecting);
  const after = decidedKeys(next);
  return [
    ...before.filter((key) => !isIn(after, key)).map((key) => forms.remove(key)),
    ...after.filter((key) => !isIn(before, key)).map((key) => forms.put(key, 'decided', { activationId: next.id })),
  ];
}

function decidedKeys({ id, approval }: Activation): Key[] {
  return (approval?.votes ?? []).map(({ by, at }) => keys.decided(by.id, at, id));
}

function isIn(keys: readonly Key[], { pk, sk }: Key): boolean {
  return keys.some((key) => key.pk === pk && key.sk === sk);
}

function alongsideWrites(
  forms: WriteForms,
  next: Activation,
  { guards = [], spends, holdToken, entitlement }: Alongside,
  now: string,
): Write[] {
  return [
    ...guardWrites(forms, guards),
    ...(spends ? [forms.update(keys.link(next.id, spends.hash), { state: 'spent' }, { state: 'open' })] : []),
    ...(holdToken === undefined ? [] : [holdTokenWrite(forms, next, holdToken, now)]),
    ...(entitlement ? [entitlementWrite(forms, entitlement)] : []),
  ];
}

function nameTheOpenOne(error: unknown): never {
  const other = error instanceof Refused ? error.found[LOCK]?.activationId?.S : undefined;
  if (other !== undefined) throw new Refusal('already_open', { activationId: other });
  throw error;
}

function nameTheCount(error: unknown): never {
  if (error instanceof Refused && error.positions[0] === COUNT)
    throw new CountedMeanwhile(error.message, { cause: error });
  return nameTheOpenOne(error);
}
