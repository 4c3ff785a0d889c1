import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import { openTable } from '#shared/dynamodb/table';
import { clientSettings } from '#shared/dynamodb/table-outage';
import { refused } from '#test/support/refused';

type Behaviour = (response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A table whose DynamoDB does nothing but fail in one way; answers how often it was asked, too. */
async function tableOn(behave: Behaviour, changes: { requestTimeout?: number; maxAttempts?: number } = {}) {
  const { requestTimeout = 5000, maxAttempts = 1 } = changes;
  const asked = { times: 0 };
  const server = createServer((request, response) => {
    asked.times += 1;
    request.resume().on('end', () => behave(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    ...clientSettings,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { ...clientSettings.requestHandler, requestTimeout },
    maxAttempts,
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
    client.destroy();
  };
  closing.push(close);
  return { table: openTable('lapse', client), asked, close };
}

const failing =
  (name: string, status = 400, more: object = {}): Behaviour =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...more }));
const cancelled = (...codes: string[]) =>
  failing('TransactionCanceledException', 400, { CancellationReasons: codes.map((Code) => ({ Code })) });

const key = { pk: 'ROLE#x', sk: 'ROLE' };
const write = { Delete: { TableName: 'lapse', Key: key } };

describe('an outage of DynamoDB', () => {
  it.each<[string, Behaviour]>([
    ['throttles', failing('ThrottlingException')],
    ['has no throughput left', failing('ProvisionedThroughputExceededException')],
    ['has reached the limit of the account', failing('RequestLimitExceeded')],
    ['is out of order', failing('InternalServerError', 500)],
    ['answers with a page of a proxy', (response) => void response.writeHead(503).end('<html>')],
    ['cuts the connection', (response) => response.destroy()],
  ])('is a refusal to be tried again, with its cause, when it %s', async (_, behave) => {
    const { table } = await tableOn(behave);

    for (const attempt of [
      () => table.get(key),
      () => table.getSeveral([key]),
      () => table.listPartition('ROLE#x'),
      () => table.listKeys({ partition: 'ROLE#x', newestFirst: true, limit: 1 }),
      () => table.write([write]),
    ]) {
      await expect(attempt()).rejects.toEqual(refused('table_unreachable'));
      await expect(attempt()).rejects.toMatchObject({ kind: 'outage', cause: expect.any(Error) });
    }
  });

  it('is one when the answer does not come in time', async () => {
    const { table } = await tableOn(() => {}, { requestTimeout: 50 });

    await expect(table.get(key)).rejects.toEqual(refused('table_unreachable'));
  });

  it('is one when nobody listens', async () => {
    const { table, close } = await tableOn(() => {});
    close();

    await expect(table.get(key)).rejects.toEqual(refused('table_unreachable'));
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is one when a transaction is cancelled for %s',
    async (code) => {
      const { table } = await tableOn(cancelled('None', code));

      await expect(table.write([write, write])).rejects.toEqual(refused('table_unreachable'));
    },
  );

  it('is none when a condition did not hold, whatever else was throttled', async () => {
    const { table } = await tableOn(cancelled('ConditionalCheckFailed', 'ThrottlingError'));

    await expect(table.write([write, write])).rejects.toMatchObject({ positions: [0] });
  });

  it.each<[string, Behaviour]>([
    ['a request that is wrong in itself', failing('ValidationException')],
    ['a right that is missing', failing('AccessDeniedException')],
    ['a transaction that is wrong in itself', cancelled('ValidationError')],
  ])('is never %s: that stays a bug', async (_, behave) => {
    const { table } = await tableOn(behave);

    await expect(table.write([write])).rejects.not.toBeInstanceOf(Refusal);
  });

  it('is tried three times, and given up within the ten seconds a function has', async () => {
    const { table, asked } = await tableOn(failing('InternalServerError', 500), {
      maxAttempts: clientSettings.maxAttempts,
    });

    await expect(table.get(key)).rejects.toEqual(refused('table_unreachable'));

    const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = clientSettings.requestHandler;
    expect(asked.times).toBe(3);
    expect(throwOnRequestTimeout).toBe(true);
    expect(connectionTimeout).toBeLessThanOrEqual(requestTimeout);
    expect(3 * requestTimeout).toBeLessThan(9000);
  });
});
