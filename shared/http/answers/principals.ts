import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { Principal } from '#shared/domain/principal';
import type { AnswerSchemas } from '../answers.ts';
import { pageOf, searchedPageOf } from './page.ts';

const { id, kind, displayName, email, issuer, subject, personId, enabled } = Principal.entries;

/** A principal as `principalView` shows it. */
export const PrincipalView = v.strictObject({
  id,
  kind,
  displayName,
  email,
  issuer,
  subject,
  personId,
  enabled,
  archived: v.exactOptional(v.literal(true)),
  /** An invitation was asked for, and nobody has redeemed it. */
  invited: v.exactOptional(v.literal(true)),
  /** Issuer and subject are known: this principal can sign in. */
  bound: v.boolean(),
});

/** The same after a change, with what deserves a second look. */
const ChangedPrincipalView = v.strictObject({
  ...PrincipalView.entries,
  warnings: v.exactOptional(
    v.array(v.strictObject({ code: v.picklist(['person_id_new', 'access_returns']), message: v.string() })),
  ),
});

/** What `endsAt` was called in version 0.1; beside it until 1.0. */
const OldName = v.pipe(Instant, v.metadata({ deprecated: true }));

export const principalAnswers = {
  listPrincipals: { 200: searchedPageOf(PrincipalView) },
  getPrincipal: {
    200: v.strictObject({
      ...PrincipalView.entries,
      /** Of a group. */
      members: v.exactOptional(pageOf(v.strictObject({ id, kind, displayName, enabled }))),
    }),
  },
  createPrincipal: { 201: ChangedPrincipalView },
  deletePrincipal: { 204: v.undefined() },
  changePrincipal: { 200: ChangedPrincipalView },
  invitePrincipal: { 202: v.strictObject({ principalId: Id, endsAt: Instant, expiresAt: OldName }) },
  redeemInvitation: { 200: PrincipalView },
} as const satisfies Record<string, AnswerSchemas>;
