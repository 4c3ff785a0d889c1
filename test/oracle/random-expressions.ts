import type { AttributeValue, Item } from '#infra/local/dynamodb/attribute-value';
import type { Random } from './random.ts';

/** Part of an expression with the names and values it needs. */
export interface Expression {
  text: string;
  names: Record<string, string>;
  values: Item;
}

const ATTRIBUTES = ['n', 'v', 'm', 'tags', 'lst'];
const NUMBERS = ['0', '-0', '1', '2', '3', '-1', '10', '1.50', '-12.75', '1e3', '0.001', '12345678901234567890.123'];
const STRINGS = ['', 'a', 'ab', 'b', 'é', 'zebra', '€uro'];

/** A value of any of the ten types. */
export function randomValue(random: Random, depth = 2): AttributeValue {
  const { pick, chance, int } = random;
  const inner = () => randomValue(random, depth - 1);
  const makers: (() => AttributeValue)[] = [
    () => ({ N: pick(NUMBERS) }),
    () => ({ N: String(int(5)) }),
    () => ({ S: pick(STRINGS) }),
    () => ({ BOOL: chance(0.5) }),
    () => ({ NULL: true }),
    () => ({ B: Buffer.from(pick(STRINGS.slice(1))).toString('base64') }),
    () => ({ SS: chance(0.5) ? ['a', 'b'] : ['b', pick(['a', 'c'])] }),
    () => ({ NS: chance(0.5) ? ['1', '2.0'] : ['2', pick(['1', '3'])] }),
    () => ({ BS: [Buffer.from(pick(['a', 'b'])).toString('base64')] }),
  ];
  if (depth > 0) {
    makers.push(
      () => ({ L: Array.from({ length: int(4) }, inner) }),
      () => ({ M: chance(0.2) ? {} : { k: inner(), ...(chance(0.5) ? { j: inner() } : {}) } }),
      () => ({ L: [{ N: '1' }, { S: 'x' }] }),
    );
  }
  return pick(makers)();
}

export const randomAttribute = ({ pick }: Random) => pick(ATTRIBUTES);

/** A condition that also serves as a filter: it names no key attribute unless `keys` allows it. */
export function randomCondition(random: Random, prefix: string, keys = true, depth = 2): Expression {
  const { chance } = random;
  const branch = (side: string) => randomCondition(random, prefix + side, keys, depth - 1);
  if (depth > 0 && chance(0.35)) {
    const left = branch('l');
    if (chance(0.3)) return { ...left, text: `(NOT ${left.text})` };
    const right = branch('r');
    return join(`(${left.text} ${chance(0.5) ? 'AND' : 'OR'} ${right.text})`, left, right);
  }
  if (keys && chance(0.2))
    return { text: random.pick(['attribute_exists(pk)', 'attribute_not_exists(pk)']), names: {}, values: {} };
  return randomComparison(random, prefix);
}

function randomComparison(random: Random, prefix: string): Expression {
  const { pick, chance } = random;
  const [name, value, other] = [`#${prefix}a`, `:${prefix}v`, `:${prefix}w`];
  const path = chance(0.7) ? name : `${name}${pick(['.k', '[0]', '[1]', '.k.j'])}`;
  const names = { [name]: randomAttribute(random) };
  const first = randomValue(random);
  const make = (text: string, values: Item): Expression => ({ text, names, values });
  const comparator = pick(['=', '=', '<>', '<', '<=', '>', '>=']);
  return pick([
    () => make(`${path} ${comparator} ${value}`, { [value]: first }),
    () => make(`${path} IN (${value}, ${other})`, { [value]: first, [other]: randomValue(random) }),
    () =>
      make(
        `${path} BETWEEN ${value} AND ${other}`,
        pick([range(value, other, 'N', '1', '10'), range(value, other, 'S', 'a', 'b')]),
      ),
    () => make(`size(${path}) ${comparator} ${value}`, { [value]: { N: pick(['0', '1', '2']) } }),
    () => make(`contains(${path}, ${value})`, { [value]: first }),
    () =>
      make(`begins_with(${path}, ${value})`, {
        [value]: pick([{ S: 'a' }, { S: '' }, { B: Buffer.from('a').toString('base64') }]),
      }),
    () =>
      make(`attribute_type(${path}, ${value})`, { [value]: { S: pick(['N', 'S', 'M', 'L', 'BOOL', 'SS', 'NULL']) } }),
    () => make(`attribute_exists(${path})`, {}),
    () => make(`attribute_not_exists(${path})`, {}),
  ])();
}

const range = (low: string, high: string, type: 'N' | 'S', from: string, to: string): Item => ({
  [low]: { [type]: from },
  [high]: { [type]: to },
});

/** An update of one or two attributes, some of which DynamoDB refuses. */
export function randomUpdate(random: Random): Expression {
  const { pick, chance } = random;
  const target = randomAttribute(random);
  const other = pick(ATTRIBUTES.filter((name) => name !== target));
  const number: AttributeValue = { N: pick(NUMBERS) };
  const one = (text: string, value?: AttributeValue): Expression => ({
    text,
    names: { '#u': target },
    values: value ? { ':u': value } : {},
  });
  const two = (text: string, value?: AttributeValue): Expression => ({
    ...one(text, value),
    names: { '#u': target, '#o': other },
  });
  const index = (text: string, value?: AttributeValue): Expression => ({ ...one(text, value), names: {} });
  return pick([
    one('SET #u = :u', randomValue(random)),
    one('SET #u = if_not_exists(#u, :u)', randomValue(random)),
    one('SET #u = #u + :u', number),
    one('SET #u = #u - :u', number),
    one('SET #u.k = :u', randomValue(random)),
    one(`SET #u[${random.int(4)}] = :u`, { S: 'q' }),
    one('SET #u[0] = :u REMOVE #u[1], #u[2]', { S: 'q' }),
    one('SET #u = list_append(if_not_exists(#u, :u), :u)', { L: [{ N: '7' }] }),
    two('SET #u = #o'),
    two('SET #u = #o, #o.k = :u', number),
    two('SET #u = :u REMOVE #o', randomValue(random)),
    one('ADD #u :u', number),
    one('ADD #u :u', pick([{ SS: ['z', 'a'] }, { NS: ['2', '9'] }])),
    one('ADD #u.k :u', number),
    one('DELETE #u :u', pick([{ SS: ['a', 'b'] }, { NS: ['1'] }])),
    one('REMOVE #u'),
    one('REMOVE #u.k'),
    one('REMOVE #u[0], #u[1]'),
    two('SET #u = if_not_exists(#o, :u), #o = :u', randomValue(random)),
    index('SET gp = :u, gs = :u', { S: pick(['g0', 'g1', chance(0.2) ? '' : 'g1']) }),
    index('REMOVE gp'),
    index('SET num = :u', number),
    index('ADD num :u', { N: '1' }),
  ]);
}

/** One expression text over the parts, with all their names and values. */
function join(text: string, ...parts: Expression[]): Expression {
  return {
    text,
    names: Object.assign({}, ...parts.map((part) => part.names)),
    values: Object.assign({}, ...parts.map((part) => part.values)),
  };
}
