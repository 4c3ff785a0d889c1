import * as v from 'valibot';
import { MOST_ENTRIES } from './policy.ts';
import { CreatePrincipalBody } from './principals.ts';

const { id, displayName, email, issuer, subject, personId } = CreatePrincipalBody.entries;

/** One line of an import of people: what is left out is not said. */
export const PrincipalLine = v.strictObject({
  id,
  kind: v.exactOptional(v.picklist(['user', 'guest'], 'must be user or guest')),
  displayName: v.exactOptional(displayName),
  email,
  issuer,
  subject,
  personId,
  enabled: v.exactOptional(v.boolean('must be true or false')),
});

/** Counted, and told in the documentation; the lines themselves are looked at one by one. */
const Lines = v.pipe(
  v.array(v.unknown(), 'must be a list'),
  v.minLength(1, 'at least 1 item'),
  v.maxLength(MOST_ENTRIES, `at most ${MOST_ENTRIES} items`),
  v.metadata({ items: PrincipalLine }),
);

/** The lines as JSON. Whether one is well-formed is judged with each of them, so that it keeps none of the others. */
export const ImportPrincipalsBody = v.optional(v.strictObject({ items: Lines }));
