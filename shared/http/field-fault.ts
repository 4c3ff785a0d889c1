import * as v from 'valibot';
import type { LimitUnit, Violation } from '#shared/domain/refusal';

/** What is wrong with a field, in words of ours: those of the schema library speak to programmers, and repeat what was sent. */
export interface FieldFault extends Pick<Violation, 'limit' | 'unit'> {
  /** Empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export function fieldFault(issue: v.BaseIssue<unknown>): FieldFault {
  const list = listFor(issue);
  if (list !== undefined) return { path: list, message: NO_LIST };
  const message = messageOf(issue);
  return { path: v.getDotPath(issue) ?? '', message, ...limitIn(message) };
}

/** To the library a list is an object too, whose fields it then misses. */
export const NO_LIST = 'must be an object, not a list';

/** Where a list stands for an object, if the issue is about what is missing or too much in it. */
function listFor(issue: v.BaseIssue<unknown>): string | undefined {
  const path = issue.path ?? [];
  const place = path.findIndex(({ type, input }) => type === 'object' && Array.isArray(input));
  const above = path.slice(0, Math.max(0, place)).map(({ key }) => String(key));
  return place < 0 ? undefined : above.join('.');
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  const { message, expected, received } = issue;
  if (expected === 'never') return 'is not a field here: leave it out';
  if (received === 'undefined') return 'is missing';
  return isOfLibrary(issue) || (issue.type === 'variant' && expected === 'Object')
    ? (inWords[expected ?? ''] ?? choiceOf(expected ?? ''))
    : message;
}

const isOfLibrary = ({ message }: v.BaseIssue<unknown>) => message.startsWith('Invalid ');

const inWords: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  boolean: 'must be true or false',
  Array: 'must be a list',
  Object: 'must be an object',
};

/** As the library writes what it would take: `"approve"`, or `("approve" | "deny")`. */
function choiceOf(expected: string): string {
  const choices = [...expected.matchAll(/"([^"]+)"/g)].map(([, word]) => word);
  if (choices.length === 0) return 'is not valid';
  return choices.length === 1 ? `must be ${choices[0]}` : `must be one of: ${choices.join(', ')}`;
}

const units: Readonly<Record<string, LimitUnit>> = {
  minute: 'minutes',
  day: 'days',
  people: 'people',
  person: 'people',
  character: 'characters',
  item: 'items',
};

/** Every limit of a schema says so itself, in these words. */
function limitIn(message: string): Pick<FieldFault, 'limit' | 'unit'> {
  const [, limit, noun = ''] =
    /^at (?:least|most) (\d+) (minute|day|people|person|character|item)s?$/.exec(message) ?? [];
  const unit = units[noun];
  return limit === undefined || unit === undefined ? {} : { limit: Number(limit), unit };
}
