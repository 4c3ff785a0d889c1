import * as v from 'valibot';

/** One page of a listing; the cursor of the next one is there while there is more. */
export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.array(item), nextCursor: v.exactOptional(v.string()) });
