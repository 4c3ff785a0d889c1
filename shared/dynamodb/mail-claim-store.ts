import type { MailClaim, MailClaims, Now } from '#shared/ports';
import { keys } from './keys.ts';
import { Refused, type Table, type Write } from './table.ts';
import { writesFor } from './writes.ts';

/** At most four writes a claim, a hundred a transaction (AWS limit). */
const CLAIMS_AT_ONCE = 20;

type Claimed = Awaited<ReturnType<MailClaims['claim']>>;

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly now: Now;
}

/** Who was told what: claimed before the mail goes out, settled after it (security.md, links, point 10). */
export function mailClaimStore({ table, tableName, now }: Needs): MailClaims {
  const forms = writesFor(tableName);
  const keyOf = (claim: MailClaim) => keys.claim(claim.activationId, claim.eventId, claim.recipientId);

  const claimWrite = (claim: MailClaim, leaseUntil: string): Write => ({
    Put: {
      TableName: tableName,
      Item: {
        ...keyOf(claim),
        entity: 'claim',
        recipientId: claim.recipientId,
        eventId: claim.eventId,
        state: 'claimed',
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
  };
}
