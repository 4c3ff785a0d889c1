import * as v from 'valibot';
import { Justification, WholeMinutes } from '../fields.ts';

/** What may be asked about an activation that runs, or ran. */

export const ExtendBody = v.strictObject({
  additionalMinutes: WholeMinutes,
  justification: v.exactOptional(Justification),
});
export const ReviewBody = v.strictObject({ justification: Justification });
