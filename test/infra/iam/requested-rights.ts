import type { ServiceCall } from '#infra/local/service-call';
import { ACCOUNT, REGION } from '#infra/local/template';

/** What IAM is asked before a service does something: whether a role may do this here, under these circumstances. */
export interface RequestedRight {
  /** Title of the function, or `workflow`. */
  readonly caller: string;
  readonly action: string;
  /** ARN; each resource of this machine is called by its logical id. */
  readonly resource: string;
  /** Condition keys of the request. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type Row = Readonly<Record<string, unknown>>;
type Asked = Omit<RequestedRight, 'caller'>;

const ACTIONS = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem' };

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/**
 * Every right a call takes.
 *
 * AWS does not say whose partitions `dynamodb:LeadingKeys` holds for one write of a transaction: those of writes of its
 * kind, or of the whole transaction. Both readings are asked for.
 */
export function requestedRights({ caller, service, operation, input }: ServiceCall): RequestedRight[] {
  return asked[service](operation, Object(input)).map((right) => ({ caller, ...right }));
}

/** There is one state machine; who holds a token of it does not name it. */
export const MACHINE = 'the state machine';

const asked: Record<ServiceCall['service'], (operation: string, input: Row) => Asked[]> = {
  dynamodb: (operation, input) => {
    const reading = READING[operation];
    return reading ? reading(input) : writing(operation, input);
  },
  states: (operation, { executionArn }) => [
    { action: `states:${operation}`, resource: String(executionArn ?? MACHINE), context: {} },
  ],
  kms: (operation, { KeyId }) => [
    { action: `kms:${operation}`, resource: arn('kms', `key/${String(KeyId)}`), context: {} },
  ],
  ses: (operation, { Source, ConfigurationSetName }) => {
    const context = { 'ses:FromAddress': String(Source) };
    const [address = ''] = String(Source).match(/[^\s<>]+@[^\s<>]+/) ?? [];
    return [`identity/${address}`, `configuration-set/${String(ConfigurationSetName)}`].map((resource) => ({
      action: `ses:${operation}`,
      resource: arn('ses', resource),
      context,
    }));
  },
  s3: (operation, { path }) => [
    {
      action: `s3:${operation}`,
      // One object stands for all below its folder.
      resource: `arn:aws:s3:::${String(path).replace(/[^/]*$/, 'object')}`,
      context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
    },
  ],
};

const READING: Readonly<Record<string, (input: Row) => Asked[]>> = {
  BatchGetItem: ({ RequestItems }) =>
    Object.entries<Row>(Object(RequestItems)).map(([table, { Keys }]) =>
      onTable('BatchGetItem', table, rowsIn(Keys).map(textOfPartition)),
    ),
  Query: (input) => {
    const { TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues } = input;
    const [, placeholder = ''] = /=\s*(:\w+)/.exec(String(KeyConditionExpression)) ?? [];
    const partition = textOf(Object(ExpressionAttributeValues)[placeholder]);
    const index = IndexName === undefined ? '' : `/index/${String(IndexName)}`;
    return [onTable('Query', `${String(TableName)}${index}`, [partition], namedIn(input))];
  },
};

function writing(operation: string, input: Row): Asked[] {
  if (operation !== 'TransactWriteItems')
    return [onTable(operation, input.TableName, [partitionOf(input)], namedIn(input))];
  const writes = rowsIn(input.TransactItems).flatMap((item) =>
    Object.entries(ACTIONS).flatMap(([kind, action]) =>
      item[kind] ? [{ action, write: Object(item[kind]) as Row }] : [],
    ),
  );
  const everywhere = writes.map(({ write }) => partitionOf(write));
  return writes.flatMap(({ action, write }) => {
    const ofItsKind = writes.filter((other) => other.action === action).map((other) => partitionOf(other.write));
    return [ofItsKind, everywhere].map((partitions) => onTable(action, write.TableName, partitions, namedIn(write)));
  });
}

function onTable(action: string, table: unknown, partitions: readonly string[], attributes?: readonly string[]): Asked {
  return {
    action: `dynamodb:${action}`,
    resource: arn('dynamodb', `table/${String(table)}`),
    context: {
      'dynamodb:LeadingKeys': [...new Set(partitions)].sort(),
      // Only where a policy looks at them: otherwise every item would be a right of its own.
      ...(action === 'UpdateItem' && attributes && { 'dynamodb:Attributes': attributes }),
    },
  };
}

const rowsIn = (list: unknown) => (Array.isArray(list) ? list : []).map((row): Row => Object(row));
const textOf = (value: unknown) => String(Object(value).S ?? Object(value).N);
const textOfPartition = ({ pk }: Row) => textOf(pk);
const partitionOf = ({ Key, Item }: Row) => textOfPartition(Object(Key ?? Item));

/** Attributes a request names: its key, what it puts, and what its expressions speak of. */
function namedIn({ Key, Item, ExpressionAttributeNames, ...rest }: Row): string[] {
  const expressions = Object.entries(rest).filter(([name]) => name.endsWith('Expression'));
  const words = expressions.flatMap(([, text]) => String(text).match(/(?<![:#\w])[a-z]\w*/g) ?? []);
  const plain = words.filter((word) => !FUNCTIONS.includes(word));
  const named = Object.values<string>(Object(ExpressionAttributeNames));
  return [...new Set([...Object.keys(Object(Key)), ...Object.keys(Object(Item)), ...named, ...plain])].sort();
}

const FUNCTIONS = [
  'attribute_not_exists',
  'attribute_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
  'if_not_exists',
  'list_append',
];
