import type { MailClaim, MailClaims, Now } from '#shared/ports';
import { keys } from './keys.ts';
import { Refused, type Table, type Write } from './table.ts';
import { writesFor } from './writes.ts';

/** At most four writes a claim, a hundred a transaction (AWS limit). */
const CLAIMS_AT_ONCE = 20;

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
      ConditionExpression: 'attribute_not_exists(pk) OR #state = :retry OR (#state = :claimed AND leaseUntil < :now)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':claimed': 'claimed', ':retry': 'retry', ':now': now() },
    },
  });

  /** A claim somebody else holds falls out, and the rest is tried again: one transaction refuses all or none. */
  async function claimTogether(claims: readonly MailClaim[], leaseUntil: string): Promise<MailClaim[]> {
    let ours = [...claims];
    while (ours.length > 0) {
      try {
        await table.write([...ours.map((claim) => claimWrite(claim, leaseUntil)), ...ours.flatMap(linkWrites)]);
        return ours;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const lost = new Set(error.positions);
        ours = ours.filter((_, position) => !lost.has(position));
      }
    }
    return ours;
  }

  function linkWrites({ link, replaces = [] }: MailClaim): Write[] {
    if (!link) return [];
    return [
      forms.put(keys.link(link.activationId, link.hash), 'link', link),
      ...replaces.map((old) => ({
        Update: {
          TableName: tableName,
          Key: keys.link(old.activationId, old.hash),
          UpdateExpression: 'SET #state = :replaced',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':replaced': 'replaced' },
        },
      })),
    ];
  }

  return {
    async claim(claims, leaseUntil) {
      const ours: MailClaim[] = [];
      for (let from = 0; from < claims.length; from += CLAIMS_AT_ONCE)
        ours.push(...(await claimTogether(claims.slice(from, from + CLAIMS_AT_ONCE), leaseUntil)));
      return ours;
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
