import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDynamoDbEngine } from '#infra/local/dynamodb/engine';
import { createFaults } from '#infra/local/faults';
import { createMailbox } from '#infra/local/mailbox';
import { startServices } from './services.ts';

const KEY = { pk: { S: 'a' } };

async function startFaulty() {
  const faults = createFaults();
  const mailbox = createMailbox(Date.now);
  const dynamodb = createDynamoDbEngine();
  onTestFinished(dynamodb.close);
  await dynamodb.call('CreateTable', {
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  const { origin: endpoint } = await startServices({ faults, mailbox, dynamodb });
  const common = {
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  const table = new DynamoDBClient(common);
  return {
    faults,
    mailbox,
    put: () => table.send(new PutItemCommand({ TableName: 'things', Item: KEY })),
    putNew: () =>
      table.send(
        new PutItemCommand({ TableName: 'things', Item: KEY, ConditionExpression: 'attribute_not_exists(pk)' }),
      ),
    find: async () => (await table.send(new GetItemCommand({ TableName: 'things', Key: KEY }))).Item,
    mail: () =>
      new SESClient(common).send(
        new SendEmailCommand({
          Source: 'lapse@example.test',
          Destination: { ToAddresses: ['ada@example.test'] },
          Message: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Hello' } } },
        }),
      ),
  };
}

describe('an outage on demand', () => {
  it('throttles as many calls as it is told to, and no more', async () => {
    const { faults, put, find } = await startFaulty();
    faults.arm('dynamodb', 'throttle', 2);

    await expect(put()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(put()).rejects.toMatchObject({ name: 'ThrottlingException' });

    await put();
    expect(await find()).toEqual(KEY);
  });

  it('is an error of the service, which has done nothing', async () => {
    const { faults, put, find } = await startFaulty();
    faults.arm('dynamodb', 'error', 1);

    await expect(put()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(await find()).toBeUndefined();
  });

  it('that loses the answer leaves the effect', async () => {
    const { faults, put, find } = await startFaulty();
    faults.arm('dynamodb', 'timeout', 1);

    await expect(put()).rejects.toThrow();
    expect(await find()).toEqual(KEY);
  });

  it('strikes one service and leaves the others alone', async () => {
    const { faults, put, mail, mailbox } = await startFaulty();
    faults.arm('ses', 'throttle', 1);

    await put();
    await expect(mail()).rejects.toMatchObject({ name: 'Throttling' });
    await mail();

    expect(mailbox.mails()).toHaveLength(1);
  });

  it('ends when it is set to no calls', async () => {
    const { faults, put } = await startFaulty();
    faults.arm('dynamodb', 'error', 100);

    faults.arm('dynamodb', 'error', 0);

    await expect(put()).resolves.toBeDefined();
  });
});

describe('an answer that is late on demand', () => {
  it('is late as often as it is told to be, and no call fails', async () => {
    const { faults, put } = await startFaulty();
    faults.arm('sfn', 'lag', 2);

    await faults.around('sfn', async () => undefined);
    await put();

    expect([1, 2, 3].map(() => faults.lags('sfn'))).toEqual([true, true, false]);
    expect(faults.lags('dynamodb')).toBe(false);
  });

  it('is not late because of an outage', async () => {
    const { faults } = await startFaulty();
    faults.arm('sfn', 'error', 1);

    expect(faults.lags('sfn')).toBe(false);
    await expect(faults.around('sfn', async () => undefined)).rejects.toMatchObject({ name: 'InternalFailure' });
  });
});

describe('the services’ address', () => {
  it('hands on the errors of the table with their names', async () => {
    const { putNew } = await startFaulty();
    await putNew();

    await expect(putNew()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });
});
