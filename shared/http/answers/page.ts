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
          'Set while names written down by version 0.1 are still being made findable: minutes after an upgrade.',
        ),
      ),
    ),
  });
