import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { Principal } from '#shared/domain/principal';

/** What the routes of principals answer when they succeed; read by the documentation and by tests, never by functions. */

const { id, kind, displayName, email, issuer, subject, personId, enabled } = Principal.entries;

const PrincipalAnswer = v.strictObject({
  id,
  kind,
  displayName,
  email,
  issuer,
  subject,
  personId,
  enabled,
  /** An invitation was asked for, and nobody has redeemed it. */
  invited: v.exactOptional(v.literal(true)),
  /** Issuer and subject are known: this principal can sign in. */
  bound: v.boolean(),
});

const listOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.array(item), nextCursor: v.exactOptional(v.string()) });

export const principalAnswers = {
  listPrincipals: { 200: listOf(PrincipalAnswer) },
  getPrincipal: {
    200: v.strictObject({
      ...PrincipalAnswer.entries,
      /** Of a group. */
      members: v.exactOptional(listOf(v.strictObject({ id, kind, displayName, enabled }))),
    }),
  },
  createPrincipal: { 201: PrincipalAnswer },
  changePrincipal: { 200: PrincipalAnswer },
  invitePrincipal: { 202: v.strictObject({ principalId: Id, expiresAt: Instant }) },
  redeemInvitation: { 200: PrincipalAnswer },
} satisfies Readonly<Record<string, Readonly<Record<number, v.GenericSchema>>>>;
