import * as v from 'valibot';
import { type MailId, MailRecord } from '#shared/domain/delivery';
import { type NewId, type Now, Stale } from '#shared/ports';
import type { MailClaim, MailClaims } from '#shared/ports/mail-claims';
import { eventWrite } from './events.ts';
import { keys, prefixes } from './keys.ts';
import { Refused, type Table, type Write } from './table.ts';
import { writesFor } from './writes.ts';

/** At most four writes a claim, a hundred a transaction (AWS limit). */
const CLAIMS_AT_ONCE = 20;

type Claimed = Awaited<ReturnType<MailClaims['claim']>>;

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

const keyOf = ({ about, eventId, recipientId }: MailId) => keys.claim(about, eventId, recipientId);

/** Who was told what: claimed before the mail goes out, settled after it (security.md, links, point 10). */
export function mailClaimStore({ table, tableName, newId, now }: Needs): MailClaims {
  const forms = writesFor(tableName);

  const claimWrite = ({ about, eventId, recipientId, audience }: MailClaim, leaseUntil: string): Write => ({
    Put: {
      TableName: tableName,
      Item: {
        ...keys.claim(about, eventId, recipientId),
        entity: 'claim',
        ...{ about, eventId, recipientId, audience },
        state: 'claimed',
        reports: [],
        leaseUntil,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ConditionExpression: 'attribute_not_exists(pk) OR #state = :retry OR (#state = :claimed AND leaseUntil < :now)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':claimed': 'claimed', ':retry': 'retry', ':now': now() },
    },
  });

  /** A claim somebody else holds falls out, and the rest is tried again: one transaction refuses all or none. */
  async function claimTogether(claims: readonly MailClaim[], leaseUntil: string): Promise<Claimed> {
    let ours = [...claims];
    let unsettled = 0;
    while (ours.length > 0) {
      try {
        await table.write([...ours.map((claim) => claimWrite(claim, leaseUntil)), ...ours.flatMap(linkWrites)]);
        return { ours, unsettled };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const lost = new Set(error.positions);
        const kept = ours.filter((_, position) => !lost.has(position));
        // It was a link that changed meanwhile, and no claim: to be looked at again by whoever called.
        if (kept.length === ours.length) throw error;
        unsettled += error.found.filter((item) => item?.state?.S === 'claimed').length;
        ours = kept;
      }
    }
    return { ours, unsettled };
  }

  function linkWrites({ link, replaces = [] }: MailClaim): Write[] {
    if (!link) return [];
    return [
      forms.put(keys.link(link.activationId, link.hash), 'link', link),
      ...replaces.map((old) =>
        forms.update(keys.link(old.activationId, old.hash), { state: 'replaced' }, { state: 'open' }),
      ),
    ];
  }

  return {
    async claim(claims, leaseUntil) {
      const parts: Claimed[] = [];
      for (let from = 0; from < claims.length; from += CLAIMS_AT_ONCE)
        parts.push(await claimTogether(claims.slice(from, from + CLAIMS_AT_ONCE), leaseUntil));
      return {
        ours: parts.flatMap((part) => part.ours),
        unsettled: parts.reduce((sum, part) => sum + part.unsettled, 0),
      };
    },
    async settle(results) {
      const writes = results.map(({ claim, delivery }) =>
        forms.update(keyOf(claim), { ...delivery, settledAt: now() }, { state: 'claimed' }),
      );
      for (let from = 0; from < writes.length; from += CLAIMS_AT_ONCE)
        await table.write(writes.slice(from, from + CLAIMS_AT_ONCE));
    },
    async find(mail) {
      const item = await table.get(keyOf(mail));
      return item && v.parse(MailRecord, item);
    },
    async listAbout(about) {
      const items = await table.listPartition(keys.claim(about, '', '').pk, prefixes.claim);
      return items.map((item) => v.parse(MailRecord, item));
    },
    async report(record, { messageId, reportId }, state, draft) {
      const { reports, sharedWith = [] } = record;
      const subject = { kind: 'mail', id: messageId } as const;
      await table.write([
        forms.update(keyOf(record), { state, reports: [...reports, reportId] }, { messageId, reports }),
        ...sharedWith.map((other) => forms.update(keyOf(other), { state }, { messageId })),
        eventWrite(forms, newId, draft, subject, reports.length + 1, now()),
      ]);
    },
    async recordUnreachable(activationId, draft) {
      const subject = { kind: 'mail', id: activationId } as const;
      try {
        await table.write([eventWrite(forms, newId, draft, subject, 1, now())]);
        return true;
      } catch (error) {
        if (error instanceof Stale) return false;
        throw error;
      }
    },
  };
}
