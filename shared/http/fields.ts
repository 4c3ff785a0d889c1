import * as v from 'valibot';
import { hasControls, isBlank, isDeceiving, LONGEST_NAME } from '#shared/domain/plain-text';
import { LEAST_SEARCHED, MOST_FOUND, searchText } from '#shared/domain/search-text';
import { exportForms } from './export-form.ts';

/** What bodies and queries are made of; every text has its limit, every list its length. */

export const Text = v.pipe(
  v.string('must be text'),
  v.check((text) => text.isWellFormed(), 'must be well-formed Unicode, without half a character'),
);
export const OneLine = v.pipe(
  Text,
  v.check((text) => !hasControls(text), 'must not hold control characters or line breaks'),
);
export const Lines = v.pipe(
  Text,
  v.check(
    (text) => !hasControls(text, '\n\t\u2028\u2029'),
    'must not hold control characters other than line breaks and tabs',
  ),
);
export const bounded = (most: number) => v.pipe(OneLine, v.maxLength(most, `at most ${most} characters`));
/** What people call something (a person, a group, a role, a place, a ticket system): one line that says what it seems to say. */
export const Name = v.pipe(
  bounded(LONGEST_NAME),
  v.trim(),
  v.check((name) => !isBlank(name), 'must not be blank'),
  v.check((name) => !isDeceiving(name), 'must not hold invisible characters that hide or turn text'),
);
export const Justification = v.pipe(Lines, v.maxLength(1000, 'at most 1000 characters'));

/** A list of so many items: counted first, so that the faults of a thousand items are never told. */
export const listOf = <S extends v.GenericSchema>(item: S, least: number, most: number) =>
  v.pipe(
    v.array(v.unknown(), 'must be a list'),
    v.minLength(least, `at least ${least} item${least === 1 ? '' : 's'}`),
    v.maxLength(most, `at most ${most} items`),
    // For the documentation, which reads a pipe up to its second schema.
    v.metadata({ items: item }),
    v.array(item),
  );
export const TicketInput = v.strictObject({ number: bounded(100), system: v.exactOptional(bounded(100)) });
export const WholeMinutes = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number of minutes'),
  v.safeInteger('must be a smaller number'),
);

/** An empty object, or no body at all. */
export const NoBody = v.optional(v.strictObject({}), {});

/** Mail programs and link scanners hang their own parameters on the address of the decision page; nobody reads them. */
export const AnyQuery = v.looseObject({});

export const Limit = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/, 'must be a whole number'),
  v.description('From 1 to 100; reports as CSV or JSON lines take up to 1000.'),
  v.transform(Number),
  v.minValue(1, 'at least 1 item'),
);
export const Page = v.strictObject({
  limit: v.exactOptional(v.pipe(Limit, v.maxValue(100, 'at most 100 items')), '25'),
  cursor: v.exactOptional(bounded(2000)),
});
export const ExportFormat = v.pipe(
  v.picklist(exportForms, `must be one of: ${exportForms.join(', ')}`),
  v.description('Says what Accept says, for links that people follow; when both say it, they have to agree.'),
);
/** A yes or no in a query. */
export const YesOrNo = v.pipe(
  v.picklist(['true', 'false'], 'must be true or false'),
  v.transform((text) => text === 'true'),
);
/** Listings of what there is leave out what is archived, unless it is asked for, too. */
export const PageWithArchived = v.strictObject({ ...Page.entries, archived: v.exactOptional(YesOrNo) });
/** What people type to find something; without it everything is listed. */
const Beginning = v.pipe(
  bounded(100),
  v.check((text) => [...searchText(text)].length >= LEAST_SEARCHED, `at least ${LEAST_SEARCHED} characters`),
  v.description(
    `The beginning of a name, an address or an id, without regard to case, accents and width; answers at most ${MOST_FOUND}, in the order of names and without a cursor.`,
  ),
);
export const PageWithSearch = v.strictObject({ ...PageWithArchived.entries, q: v.exactOptional(Beginning) });
/** Reports and exports as CSV or JSON lines have longer pages. */
export const ExportPage = v.strictObject({
  limit: v.exactOptional(v.pipe(Limit, v.maxValue(1000, 'at most 1000 items')), '25'),
  cursor: v.exactOptional(bounded(2000)),
  format: v.exactOptional(ExportFormat),
});
