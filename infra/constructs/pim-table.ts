import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EXPIRES_AT, indexes, tableKeys } from '#shared/dynamodb/keys';
import { type Granted, grantedBy } from './capability.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];
const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = ['kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

/** The one table, where everything is true that is true; it outlives the stack. */
export class PimTable extends Construct {
  readonly table: Table;
  /** Encrypts what Lapse keeps, at rest. */
  readonly key: Key;
  readonly streamArn: string;
  readonly reading: Granted;
  readonly writing: Granted;
  /** For who reads, and notes when somebody used a role beside what else is theirs. */
  readonly readingAndNotingUse: Granted;
  /** For a reader of the stream of changes; it has no variable, the mapping brings the records. */
  readonly streaming: Granted;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'What Lapse keeps: table, and records of the stream that failed',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table = createTable(this, this.key);
    this.streamArn = this.table.tableStreamArn ?? '';

    const resources = [this.table.tableArn, `${this.table.tableArn}/index/*`];
    const environment = { TABLE_NAME: this.table.tableName };
    const decrypting = { actions: DECRYPT, resources: [this.key.keyArn] };
    this.reading = grantedBy('table', environment, { actions: READ, resources }, decrypting);
    this.writing = grantedBy(
      'table',
      environment,
      { actions: [...READ, ...WRITE], resources },
      decrypting,
      this.encrypting,
    );
    this.readingAndNotingUse = {
      environment,
      rights: [...this.reading.rights, ...this.updating('PRINCIPAL#*')],
    };
    this.streaming = {
      environment: {},
      rights: [
        {
          actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          resources: [this.streamArn],
        },
        { actions: ['dynamodb:ListStreams'], resources: [`${this.table.tableArn}/stream/*`] },
      ],
    };
  }

  get encrypting(): PolicyStatementProps {
    return { actions: ENCRYPT, resources: [this.key.keyArn] };
  }

  /** Update of items of some partitions only, for who needs no more. */
  updating(partitions: string): PolicyStatementProps[] {
    return this.changing('dynamodb:UpdateItem', [partitions]);
  }

  /** Putting items into some partitions only. */
  putting(partitions: string): PolicyStatementProps[] {
    return this.changing('dynamodb:PutItem', [partitions]);
  }

  /** Removing items of some partitions only. */
  removing(partitions: string[]): PolicyStatementProps[] {
    return this.changing('dynamodb:DeleteItem', partitions);
  }

  private changing(action: string, partitions: string[]): PolicyStatementProps[] {
    return [
      {
        actions: [action],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
      },
      { actions: [...DECRYPT, ...ENCRYPT], resources: [this.key.keyArn] },
    ];
  }
}

// Not TableV2: with a key of its own it cannot be synthesized without naming the region.
function createTable(scope: PimTable, encryptionKey: Key): Table {
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
  return table;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
