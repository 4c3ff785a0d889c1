import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { ChangeRecord } from '#infra/local/dynamodb/engine';
import { ensureTable } from '#infra/local/table';
import { readTemplate } from '#infra/local/template';
import { writeTemplate } from '../tiny-template.ts';
import { aTable, TABLE } from './a-table.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const inSeconds = (seconds: number) => NOON / 1000 + seconds;
const expiring = (Enabled: boolean, AttributeName = 'expiresAt') =>
  new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification: { AttributeName, Enabled } });

describe('time to live', () => {
  it('removes what has expired, from the index too, and nothing else', async () => {
    const { client, engine, put, idsInPartition, idsInIndex } = await aTable({ now: () => NOON });
    await client.send(expiring(true));
    await put(
      { pk: 'ada', sk: 'due', expiresAt: inSeconds(0), by: 'ada', day: '1' },
      { pk: 'ada', sk: 'long-past', expiresAt: inSeconds(-3600) },
      { pk: 'ada', sk: 'later', expiresAt: inSeconds(1), by: 'ada', day: '2' },
      { pk: 'ada', sk: 'never' },
      { pk: 'ada', sk: 'no-number', expiresAt: '0' },
      { pk: 'ada', sk: 'over-five-years-ago', expiresAt: inSeconds(-6 * 365 * 24 * 3600) },
    );

    const removed = await engine.expire();

    expect(removed).toBe(2);
    expect(await idsInPartition('ada')).toEqual(['later', 'never', 'no-number', 'over-five-years-ago']);
    expect(await idsInIndex('ada')).toEqual(['later']);
  });

  it('tells of its deletions as the service, not as a caller', async () => {
    const records: ChangeRecord[] = [];
    const { client, engine, put } = await aTable({ now: () => NOON, onChange: (record) => records.push(record) });
    await client.send(expiring(true));
    await put({ pk: 'ada', sk: 'due', expiresAt: inSeconds(0) });

    await engine.expire();

    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    expect(records[0]).not.toHaveProperty('userIdentity');
    expect(records[1]).toMatchObject({ keys: { sk: { S: 'due' } }, oldImage: { sk: { S: 'due' } }, userIdentity });
    expect(records[1]).not.toHaveProperty('newImage');
  });

  it('is off until it is enabled, and again when disabled', async () => {
    const { client, engine, put } = await aTable({ now: () => NOON });
    await put({ pk: 'ada', sk: 'due', expiresAt: inSeconds(0) });
    const describeIt = async () =>
      (await client.send(new DescribeTimeToLiveCommand({ TableName: TABLE }))).TimeToLiveDescription;

    expect(await engine.expire()).toBe(0);
    expect(await describeIt()).toEqual({ TimeToLiveStatus: 'DISABLED' });

    await client.send(expiring(true));
    expect(await describeIt()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });

    await client.send(expiring(false));
    expect(await engine.expire()).toBe(0);
  });

  it('takes no second attribute while it is enabled, as on AWS, and keeps the first', async () => {
    const { client, engine, put } = await aTable({ now: () => NOON });
    await client.send(expiring(true));
    await put({ pk: 'ada', sk: 'due', expiresAt: inSeconds(0) });

    const refusal = {
      name: 'ValidationException',
      message: 'TimeToLive is active on a different AttributeName: current AttributeName is expiresAt',
    };
    await expect(client.send(expiring(true, 'endsAt'))).rejects.toMatchObject(refusal);
    await expect(client.send(expiring(false, 'endsAt'))).rejects.toMatchObject(refusal);
    expect(await engine.expire()).toBe(1);

    await client.send(expiring(false));
    await client.send(expiring(true, 'endsAt'));
  });

  it('stays what it was when a template renames it: the stack does not come up', async () => {
    const { engine } = await aTable({ create: false });
    const build = (AttributeName: string) =>
      readTemplate(writeTemplate({ resources: { Table: tableWith({ AttributeName, Enabled: true }) } }));

    expect(await ensureTable(build('expiresAt'), engine)).toMatchObject({ isNew: true });
    expect(await ensureTable(build('expiresAt'), engine)).toMatchObject({ isNew: false });
    await expect(ensureTable(build('endsAt'), engine)).rejects.toThrow('different AttributeName');
  });
});

const tableWith = (TimeToLiveSpecification: object) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    TimeToLiveSpecification,
  },
});
