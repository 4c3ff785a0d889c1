import * as v from 'valibot';
import { Justification } from '../fields.ts';

/** Why an administrator ends somebody's activation; it is told to the requester. */
export const RevokeBody = v.strictObject({
  reason: v.pipe(
    Justification,
    v.check((text) => text.trim() !== '', 'must not be blank'),
  ),
});
