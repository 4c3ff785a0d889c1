import * as v from 'valibot';
import { isBlank } from '#shared/domain/plain-text';
import { Justification } from '../fields.ts';

/** Why an administrator ends somebody's activation; it is told to the requester. */
export const RevokeBody = v.strictObject({
  reason: v.pipe(
    Justification,
    v.check((text) => !isBlank(text), 'must not be blank'),
  ),
});
