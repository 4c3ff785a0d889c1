import * as v from 'valibot';
import { DIRECTORY, Id } from '#shared/domain/id';
import { MOST_MEMBERS } from '#shared/domain/principal-change';
import { isIssuer } from '#shared/domain/sign-in-identity';
import { bounded, listOf, Name, PageWithSearch, YesOrNo } from '../fields.ts';

/** Bodies and queries about principals and their invitations. */

const Kind = v.picklist(['user', 'guest', 'group', 'workload'], 'must be user, guest, group or workload');
const PrincipalId = v.pipe(
  Id,
  v.check((id) => id !== DIRECTORY, 'must be an id of its own: / is the directory'),
);
const PersonId = v.pipe(
  PrincipalId,
  v.description(
    'Whose account it is: the id of another account of the same person, or a number that all accounts of one person carry.',
  ),
);
/** For mail only; never compared with anything. */
const Email = v.pipe(bounded(254), v.rfcEmail('must be an e-mail address'));
const Issuer = v.pipe(
  bounded(500),
  v.check(isIssuer, 'must be the https address of an identity provider, exactly as it stands in its tokens, without |'),
);
/** At most as long as OpenID Connect Core 1.0, 2 allows. */
const Subject = v.pipe(bounded(255), v.nonEmpty('must not be empty'));
const Members = listOf(Id, 0, MOST_MEMBERS);

export const CreatePrincipalBody = v.strictObject({
  id: v.exactOptional(PrincipalId),
  kind: Kind,
  displayName: Name,
  email: v.exactOptional(Email),
  issuer: v.exactOptional(Issuer),
  subject: v.exactOptional(Subject),
  personId: v.exactOptional(PersonId),
  members: v.exactOptional(Members),
});

export const ChangePrincipalBody = v.strictObject({
  displayName: v.exactOptional(Name),
  email: v.exactOptional(Email),
  personId: v.exactOptional(PersonId),
  enabled: v.exactOptional(v.boolean('must be true or false')),
  archived: v.exactOptional(v.boolean('must be true or false')),
  addMembers: v.exactOptional(Members),
  removeMembers: v.exactOptional(Members),
});

/** Whatever is wrong with a code, the answer is one: so its form is no business of the schema. */
export const RedeemInvitationBody = v.strictObject({ code: bounded(200) });

export const PrincipalsQuery = v.strictObject({
  ...PageWithSearch.entries,
  email: v.exactOptional(v.pipe(Email, v.description('A whole address, without regard to case.'))),
  kind: v.exactOptional(Kind),
  enabled: v.exactOptional(YesOrNo),
});
