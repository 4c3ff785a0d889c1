import { type AttributeValue, type Item, kindOf, membersOf, valueAt } from './attribute-value.ts';
import { invalid } from './aws-error.ts';
import type { Path } from './conditions.ts';
import { addNumbers, negated } from './decimal.ts';

type UpdateOperand =
  | Path
  | AttributeValue
  | { type: 'add' | 'subtract'; args: [UpdateOperand, UpdateOperand] }
  | { type: 'function'; name: 'if_not_exists' | 'list_append'; args: [UpdateOperand, UpdateOperand] };

/** One clause of an update expression as dynalite's parser delivers it, names and values already put in. */
export type UpdateClause =
  | { type: 'set'; path: Path; val: UpdateOperand }
  | { type: 'remove'; path: Path }
  | { type: 'add' | 'delete'; path: Path; val: AttributeValue };

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';

/**
 * Carries out an update expression and answers the new item; the old one stays as it is.
 *
 * Every operand is read from the old item, and list indexes mean the old list, as in DynamoDB; dynalite's own
 * `REMOVE l[0], l[1]` and `SET a = b, b.k = :x` differ there.
 *
 * @throws ValidationException wrong types and paths that lead nowhere
 */
export function applyUpdate(clauses: readonly UpdateClause[], item: Item): Item {
  const next = structuredClone(item);
  const changedLists = new Set<AttributeValue>();
  for (const clause of clauses) {
    const value = clause.type === 'remove' ? undefined : newValue(clause, item);
    const parent = writableParent(clause.path, next);
    const last = clause.path.at(-1) ?? '';
    if (parent.L) changedLists.add(parent);
    put(parent, last, value && structuredClone(value));
  }
  for (const list of changedLists) list.L = list.L?.filter((member) => member !== undefined) ?? [];
  return next;
}

/** Removing leaves a hole in a list, so that the other indexes of the expression keep their meaning. */
function put(parent: AttributeValue, step: string | number, value: AttributeValue | undefined): void {
  if (parent.M && value) parent.M[step] = value;
  else if (parent.M) delete parent.M[step];
  else if (parent.L && value) parent.L[Number(step)] = value;
  else if (parent.L) delete parent.L[Number(step)];
}

function writableParent(path: Path, item: Item): AttributeValue {
  const parent = valueAt(path.slice(0, -1), item);
  const fits = typeof path.at(-1) === 'number' ? parent?.L : parent?.M;
  if (!parent || !fits) throw invalid('The document path provided in the update expression is invalid for update');
  return parent;
}

function newValue(clause: Exclude<UpdateClause, { type: 'remove' }>, item: Item): AttributeValue | undefined {
  if (clause.type === 'set') return resolve(clause.val, item);
  const existing = valueAt(clause.path, item);
  if (existing && kindOf(existing) !== kindOf(clause.val)) throw invalid(WRONG_TYPE);
  if (clause.val.N !== undefined) return { N: addNumbers(existing?.N ?? '0', clause.val.N) };

  const members = (existing && membersOf(existing)) ?? [];
  const named = membersOf(clause.val) ?? [];
  if (clause.type === 'add') return { [kindOf(clause.val)]: [...new Set([...members, ...named])] };
  const left = members.filter((member) => !named.includes(member));
  return left.length > 0 ? { [kindOf(clause.val)]: left } : undefined;
}

function resolve(operand: UpdateOperand, item: Item): AttributeValue {
  const value = Array.isArray(operand) ? valueAt(operand, item) : 'type' in operand ? compute(operand, item) : operand;
  if (value) return value;
  throw invalid('The provided expression refers to an attribute that does not exist in the item');
}

function compute(operation: Extract<UpdateOperand, { type: string }>, item: Item): AttributeValue {
  const [first, second] = operation.args;
  if (operation.type === 'function' && operation.name === 'if_not_exists') {
    return (Array.isArray(first) ? valueAt(first, item) : undefined) ?? resolve(second, item);
  }
  const [left, right] = [resolve(first, item), resolve(second, item)];
  if (operation.type === 'function') {
    if (!left.L || !right.L) throw invalid(WRONG_TYPE);
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw invalid(WRONG_TYPE);
  return { N: addNumbers(left.N, operation.type === 'add' ? right.N : negated(right.N)) };
}
