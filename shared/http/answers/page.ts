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
          'Set when more may match: too many begin like this to look at all of them, so make what you look for longer; or, for minutes after an upgrade, names written down by version 0.1 are still being made findable.',
        ),
      ),
    ),
  });
