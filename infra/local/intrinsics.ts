/** What a resource of the template looks like on this machine. */
export interface Names {
  /** The value of `Ref` on a resource, parameter or pseudo parameter. */
  ref(logicalId: string): unknown;
  /** The value of `Fn::GetAtt`; @throws Error for an attribute nobody knows. */
  attribute(logicalId: string, attribute: string): unknown;
  /** Whether a condition of the template holds. */
  condition(name: string): boolean;
  /** The value of `Fn::FindInMap`. */
  mapping(map: string, key: string, secondKey: string): unknown;
}

type Resolve = (value: unknown) => unknown;

const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Replaces CloudFormation's intrinsic functions in a piece of a template by local values.
 *
 * @throws Error for a function or an attribute that means nothing on one machine, naming it
 */
export function resolveIntrinsics(piece: unknown, names: Names): unknown {
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const [only, ...others] = Object.entries(value);
    if (only && others.length === 0 && isIntrinsic(only[0])) return evaluate(only[0], only[1], names, resolve);
    const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
  };
  return resolve(piece);
}

const isIntrinsic = (key: string) => key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');

function evaluate(name: string, argument: unknown, names: Names, resolve: Resolve): unknown {
  if (name === 'Ref') return argument === 'AWS::NoValue' ? NO_VALUE : names.ref(String(argument));
  if (name === 'Condition') return names.condition(String(argument));
  if (name === 'Fn::GetAtt') return getAttribute(argument, names);
  if (name === 'Fn::Sub') return substitute(argument, names, resolve);
  if (name === 'Fn::If') return choose(argument, names, resolve);
  const compute = FUNCTIONS[name];
  if (!compute) throw new Error(`The template uses ${name}, which has no meaning on one machine.`);
  return compute(asList(resolve(argument)), names);
}

const FUNCTIONS: Record<string, (list: unknown[], names: Names) => unknown> = {
  'Fn::Join': ([separator, parts]) => asList(parts).map(String).join(String(separator)),
  'Fn::Select': ([index, list]) => asList(list)[Number(index)],
  'Fn::Split': ([separator, text]) => String(text).split(String(separator)),
  'Fn::FindInMap': ([map, key, second], names) => names.mapping(String(map), String(key), String(second)),
  'Fn::Equals': ([left, right]) => left === right,
  'Fn::Not': ([value]) => !value,
  'Fn::And': (values) => values.every(Boolean),
  'Fn::Or': (values) => values.some(Boolean),
};

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function getAttribute(argument: unknown, names: Names): unknown {
  const [logicalId = '', ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return names.attribute(logicalId, attribute.join('.'));
}

function choose(argument: unknown, names: Names, resolve: Resolve): unknown {
  const [condition, whenTrue, whenFalse] = asList(argument);
  return resolve(names.condition(String(condition)) ? whenTrue : whenFalse);
}

function substitute(argument: unknown, names: Names, resolve: Resolve): string {
  const [text, variables] = asList(argument);
  const given = new Map(Object.entries(Object(resolve(variables ?? {}))));
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (given.has(name)) return String(given.get(name));
    return String(name.includes('.') ? getAttribute(name, names) : names.ref(name));
  });
}
