import * as v from 'valibot';
import { Invitation } from '#shared/domain/invitation';
import { type NewId, type Now, Stale } from '#shared/ports';
import type { Invitations } from '#shared/ports/invitations';
import { countWrite, readStanding, STANDING } from './administrator-count.ts';
import { eventWrite } from './events.ts';
import { keys } from './keys.ts';
import { identityHash } from './principal-store.ts';
import { readEnd } from './read-end.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Invitations in DynamoDB, one item a principal. */
export function invitationStore({ table, tableName, newId, now }: Needs): Invitations {
  const forms = writesFor(tableName);
  return {
    async find(principalId) {
      const item = await table.get(keys.invitation(principalId));
      return item && v.parse(Invitation, readEnd(item));
    },
    async keep(invitation, email) {
      const { principalId, number } = invitation;
      const unbound = { invitations: number, email, enabled: true, issuer: undefined, subject: undefined };
      try {
        await table.write([
          forms.check(keys.principal(principalId), unbound),
          forms.put(keys.invitation(principalId), 'invitation', { ...invitation, state: 'open' }),
        ]);
        return true;
      } catch (error) {
        if (error instanceof Stale) return false;
        throw error;
      }
    },
    async redeem(bound, expecting, { hash }, draft) {
      const { id, issuer = '', subject = '', revision } = bound;
      // Whoever holds the role already is one of those who can help from now on.
      const standing = await readStanding(table, id);
      const asRead = { revision: expecting.revision, enabled: true, [STANDING]: standing };
      const unbound = { ...asRead, issuer: undefined, subject: undefined };
      await table.write([
        forms.putNew(keys.identity(identityHash(issuer, subject)), 'identity', { principalId: id }),
        forms.update(keys.principal(id), { issuer, subject, revision }, unbound),
        forms.update(keys.invitation(id), { state: 'redeemed' }, { state: 'open', hash }),
        ...(standing === true ? [countWrite(tableName, 1)] : []),
        eventWrite(forms, newId, draft, { kind: 'principal', id }, revision, now()),
      ]);
    },
  };
}
