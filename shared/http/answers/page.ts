import * as v from 'valibot';

/** One page of a listing; the cursor of the next one is there while there is more. */
export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.array(item), nextCursor: v.exactOptional(v.string()) });

/** The same for a list that can be searched. */
export const searchedPageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({
    ...pageOf(item).entries,
    incomplete: v.exactOptional(
      v.pipe(
        v.literal(true),
        v.description(
          'Set when there may be more: search for a longer text. For some minutes after an upgrade it may also mean that names stored by version 0.1 cannot all be found yet.',
        ),
      ),
    ),
  });
