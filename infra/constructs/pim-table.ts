import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Effect } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { indexes } from '#shared/dynamodb/index-keys';
import { EXPIRES_AT, keys, LAST_USED_AT, tableKeys } from '#shared/dynamodb/keys';
import type { Settings } from '../settings.ts';
import { type Granted, grantedBy, type Right } from './capability.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];
const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = [
  'kms:Encrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
];

/** Whoever has a task token can answer for the people who decide: the partitions they stand in, and nothing else does. */
const TASK_TOKENS = keys.taskToken('*', 'approval').pk;
/** Who holds which access: what the directory, a provider itself, knows. */
const ENTITLEMENTS = keys.entitlement('*').pk;

/** A note of a use, beside the profile and the assignments of a principal: IAM tells them apart by their attributes. */
const USE = [tableKeys.partition, tableKeys.sort, LAST_USED_AT];

type TableSettings = Pick<Settings, 'tableName' | 'tableStreamArn' | 'tableKeyArn'>;
type TableWithKey = Pick<PimTable, 'table' | 'key' | 'streamArn'>;

interface Exceptions {
  /** Actions allowed on task tokens. */
  readonly onTaskTokens?: readonly string[];
  /** Whether it may change who holds access. */
  readonly onAccess?: boolean;
}

/** The one table, where everything is true that is true; it outlives the stack. */
export class PimTable extends Construct {
  readonly table: Pick<ITable, 'tableName' | 'tableArn'>;
  /** Encrypts what Lapse keeps, at rest. */
  readonly key: IKey;
  readonly streamArn: string;
  /** Reading and writing, but never an item with a task token, and no change of who holds access. */
  readonly reading: Granted;
  readonly writing: Granted;
  /** The same for who ends access, and gives it. */
  readonly writingAccess: Granted;
  /** The same for who answers the workflow, and reads its tokens. */
  readonly writingAccessAndReadingTaskTokens: Granted;
  /** The same for who is called with a token, and keeps it. */
  readonly writingAccessAndKeepingTaskTokens: Granted;
  /** For who reads, and notes when somebody used a role beside what else is theirs. */
  readonly readingAndNotingUse: Granted;
  /** For a reader of the stream of changes; it has no variable, the mapping brings the records. */
  readonly streaming: Granted;

  constructor(scope: Construct, id: string, settings: TableSettings) {
    super(scope, id);
    const { table, key, streamArn } = adoptTable(this, settings) ?? createTable(this);
    this.table = table;
    this.key = key;
    this.streamArn = streamArn;

    const everything = [...READ, ...WRITE];
    this.reading = this.granting(READ);
    this.writing = this.granting(everything);
    this.writingAccess = this.granting(everything, { onAccess: true });
    this.writingAccessAndReadingTaskTokens = this.granting(everything, {
      onAccess: true,
      onTaskTokens: ['dynamodb:GetItem'],
    });
    this.writingAccessAndKeepingTaskTokens = this.granting(everything, {
      onAccess: true,
      // The token is put beside conditions on other items, and AWS does not say whose keys it then looks at.
      onTaskTokens: ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'],
    });
    this.readingAndNotingUse = {
      environment: this.reading.environment,
      rights: [...this.reading.rights, ...this.updating(keys.roleUse('*', '').pk, USE)],
    };
    this.streaming = {
      environment: {},
      rights: [
        {
          actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          resources: [this.streamArn],
        },
        {
          // AWS knows no resource for it; reading a stream is allowed for this one only.
          actions: ['dynamodb:ListStreams'],
          resources: ['*'],
          wildcardBecause: 'Listing streams tells names only, and AWS knows no resource to name for it.',
        },
      ],
    };
  }

  get encrypting(): Right {
    return { actions: ENCRYPT, resources: [this.key.keyArn] };
  }

  /** Update of items of some partitions only, and of some attributes where those are named, for who needs no more. */
  updating(partitions: string, attributes?: string[]): Right[] {
    return this.changing('dynamodb:UpdateItem', [partitions], attributes && only(attributes));
  }

  /** Putting items into some partitions only. */
  putting(partitions: string): Right[] {
    return this.changing('dynamodb:PutItem', [partitions]);
  }

  /** Removing items of some partitions only. */
  removing(partitions: string[]): Right[] {
    return this.changing('dynamodb:DeleteItem', partitions);
  }

  /** Those actions, with the exceptions named: by Deny, because no Allow can say "every partition but". */
  private granting(actions: string[], { onTaskTokens = [], onAccess = false }: Exceptions = {}): Granted {
    const indexArns = Object.values(indexes).map(({ name }) => `${this.table.tableArn}/index/${name}`);
    const decrypting = { actions: DECRYPT, resources: [this.key.keyArn] };
    return grantedBy(
      'table',
      { TABLE_NAME: this.table.tableName },
      { actions, resources: [this.table.tableArn] },
      { actions: ['dynamodb:Query'], resources: indexArns },
      this.denying(
        [...READ, ...WRITE].filter((action) => !onTaskTokens.includes(action)),
        TASK_TOKENS,
      ),
      ...(onAccess ? [] : [this.denying(WRITE, ENTITLEMENTS)]),
      decrypting,
      ...(actions === READ ? [] : [this.encrypting]),
    );
  }

  private denying(actions: string[], partitions: string): Right {
    return {
      effect: Effect.DENY,
      actions,
      resources: [this.table.tableArn],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [partitions] } },
    };
  }

  private changing(action: string, partitions: string[], conditions: Right['conditions'] = {}): Right[] {
    return [
      {
        actions: [action],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions }, ...conditions },
      },
      { actions: [...DECRYPT, ...ENCRYPT], resources: [this.key.keyArn] },
    ];
  }
}

/** Everything a request names is among these attributes; a test of all values alone would hold for one that names none. */
function only(attributes: string[]): Right['conditions'] {
  return {
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
    Null: { 'dynamodb:Attributes': 'false' },
  };
}

/** A table that is there already, restored or left by a stack that is gone; it stays outside of this one. */
function adoptTable(scope: PimTable, settings: TableSettings): TableWithKey | undefined {
  const { tableName, tableStreamArn, tableKeyArn } = settings;
  if (!tableName || !tableStreamArn || !tableKeyArn) return undefined;
  const key = Key.fromKeyArn(scope, 'AdoptedKey', tableKeyArn);
  return { key, table: Table.fromTableName(scope, 'Adopted', tableName), streamArn: tableStreamArn };
}

// Not TableV2: with a key of its own it cannot be synthesized without naming the region.
function createTable(scope: PimTable): TableWithKey {
  const encryptionKey = new Key(scope, 'Key', {
    description: 'What Lapse keeps: table, and records of the stream that failed',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  const table = new Table(scope, 'Table', {
    partitionKey: text(tableKeys.partition),
    sortKey: text(tableKeys.sort),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: EXPIRES_AT,
  });
  for (const { name, partition, sort } of Object.values(indexes)) {
    table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: text(partition),
      sortKey: text(sort),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
  return { table, key: encryptionKey, streamArn: table.tableStreamArn ?? '' };
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
