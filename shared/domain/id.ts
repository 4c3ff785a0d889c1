import * as v from 'valibot';

/** What ids of each noun begin with; the rest is a ULID, so that ids sort by the time they were made. */
export const idPrefixes = {
  activation: 'act',
  assignment: 'asg',
  call: 'call',
  ending: 'end',
  event: 'evt',
  extension: 'ext',
  import: 'imp',
  principal: 'prn',
  resource: 'res',
  role: 'role',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** An id of anything in Lapse: letters, digits, `-` and `_`, at most 64 characters; `/` is the whole directory. */
export const Id = v.pipe(
  v.string('must be text'),
  v.regex(/^(\/|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, 'must be an id: letters, digits, - and _, at most 64 characters'),
);

/** Tells whether a text may be an id at all; what may not names nothing. */
export function isId(text: string): boolean {
  return v.is(Id, text);
}

/** The resource that covers everything. */
export const DIRECTORY = '/';
