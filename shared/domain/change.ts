import * as v from 'valibot';

/** What something is, and which: as the audit names its subjects. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
}

/** One field that is another than before; without `from` it was not there, without `to` it is no more. */
export const FieldChange = v.object({
  /** Its path, like `approval.required`. */
  field: v.string(),
  from: v.exactOptional(v.unknown()),
  to: v.exactOptional(v.unknown()),
});
export type FieldChange = v.InferOutput<typeof FieldChange>;

/** A field of something that changes. */
export type Change = Subject & FieldChange;

type Fields = Readonly<Record<string, unknown>>;

/** Every field in which two states of one thing differ, old → new, in the order they stand there; lists are compared as a whole. */
export function fieldChanges(before: Fields = {}, after: Fields = {}, path = ''): FieldChange[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].flatMap((name): FieldChange[] => {
    const [from, to] = [before[name], after[name]];
    const field = path === '' ? name : `${path}.${name}`;
    if (isSame(from, to)) return [];
    if (isObject(from) || isObject(to))
      if (isObjectOrAbsent(from) && isObjectOrAbsent(to)) return fieldChanges(from, to, field);
    return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

/** Whether two values say the same, whatever the order of their fields; those of a list count in their order. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, place) => isSame(item, other[place]));
  if (!isObject(one) || !isObject(other)) return one === other;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => isSame(one[name], other[name]));
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isObjectOrAbsent = (value: unknown): value is Fields | undefined => value === undefined || isObject(value);
