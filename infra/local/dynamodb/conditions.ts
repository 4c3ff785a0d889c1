import {
  type AttributeValue,
  bytesOf,
  compareValues,
  type Item,
  kindOf,
  membersOf,
  sameValue,
  valueAt,
} from './attribute-value.ts';
import { invalid } from './aws-error.ts';

export type Path = (string | number)[];
export type Operand = Path | AttributeValue | { type: 'function'; name: 'size'; args: (Path | AttributeValue)[] };
type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'between' | 'in';
type Predicate = 'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains';

/** A condition or filter as dynalite's parser delivers it, names and values already put in. */
export type Condition =
  | { type: 'and' | 'or' | 'not'; args: Condition[] }
  | { type: 'function'; name: Predicate; args: Operand[] }
  | { type: Comparator; args: Operand[] };

const ORDERING = ['<', '<=', '>', '>=', 'between'];
const ORDERED = ['S', 'N', 'B'];

/**
 * Judges a condition or filter expression on an item; an absent item is `{}`.
 *
 * Dynalite's own judge has lists and maps never equal and takes `false` and `''` for absent.
 */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.type) {
    case 'and':
      return condition.args.every((part) => holds(part, item));
    case 'or':
      return condition.args.some((part) => holds(part, item));
    case 'not':
      return !condition.args.some((part) => holds(part, item));
    default: {
      const [subject, ...others] = condition.args.map((operand) => read(operand, item));
      const operator = condition.type === 'function' ? condition.name : condition.type;
      if (operator === 'attribute_exists') return subject !== undefined;
      if (operator === 'attribute_not_exists') return subject === undefined;
      return compares(operator, subject, others);
    }
  }
}

function compares(
  operator: Exclude<Comparator | Predicate, 'attribute_exists' | 'attribute_not_exists'>,
  subject: AttributeValue | undefined,
  others: (AttributeValue | undefined)[],
): boolean {
  const [first, second] = others;
  if (operator === 'in') return others.some((other) => subject && other && sameValue(subject, other));
  if (!subject || !first) return operator === '<>' && subject !== first;
  switch (operator) {
    case '=':
      return sameValue(subject, first);
    case '<>':
      return !sameValue(subject, first);
    case '<':
      return compareValues(subject, first) < 0;
    case '<=':
      return compareValues(subject, first) <= 0;
    case '>':
      return compareValues(subject, first) > 0;
    case '>=':
      return compareValues(subject, first) >= 0;
    case 'between':
      return second !== undefined && compareValues(subject, first) >= 0 && compareValues(subject, second) <= 0;
    case 'attribute_type':
      return kindOf(subject) === first.S;
    case 'begins_with':
      return beginsWith(subject, first);
    case 'contains':
      return contains(subject, first);
  }
}

function read(operand: Operand, item: Item): AttributeValue | undefined {
  if (Array.isArray(operand)) return valueAt(operand, item);
  if (!('type' in operand)) return operand;
  const [argument] = operand.args;
  const measured = argument && read(argument, item);
  const size = measured && sizeOf(measured);
  return size === undefined ? undefined : { N: String(size) };
}

/**
 * Refuses what cannot hold whatever the item: an order asked of a value that has none. Dynalite lets it pass.
 *
 * @throws ValidationException
 */
export function refuseUnorderable(condition: Condition, parameter: string): void {
  if (condition.type === 'and' || condition.type === 'or' || condition.type === 'not') {
    for (const part of condition.args) refuseUnorderable(part, parameter);
  } else if (ORDERING.includes(condition.type)) {
    for (const operand of condition.args) {
      if (Array.isArray(operand) || 'type' in operand || ORDERED.includes(kindOf(operand))) continue;
      throw invalid(
        `Invalid ${parameter}: Incorrect operand type for operator or function; ` +
          `operator or function: ${condition.type.toUpperCase()}, operand type: ${kindOf(operand)}`,
      );
    }
  }
}

/** What `size()` answers: characters, bytes or members; undefined for numbers, booleans and nulls. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.M) return Object.keys(value.M).length;
  return (value.L ?? membersOf(value) ?? bytesOf(value))?.length;
}

function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  const [whole, head] = [bytesOf(value), bytesOf(start)];
  if (!whole || !head || kindOf(value) !== kindOf(start)) return false;
  return whole.subarray(0, head.length).equals(head);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.L) return value.L.some((member) => sameValue(member, part));
  const members = membersOf(value);
  if (members) return kindOf(value) === `${kindOf(part)}S` && members.includes(String(Object.values(part)[0]));
  const [whole, piece] = [bytesOf(value), bytesOf(part)];
  return whole !== undefined && piece !== undefined && kindOf(value) === kindOf(part) && whole.includes(piece);
}
