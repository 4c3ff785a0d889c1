import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChangeRecord, createDynamoDbEngine } from '#infra/local/dynamodb/engine';
import { aTable, TABLE } from './a-table.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-dynamodb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a data folder', () => {
  it('keeps tables, items, index entries and time to live across a restart', async () => {
    const folder = join(aFolder(), 'not', 'yet', 'there');
    const before = await aTable({ folder });
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
    await before.client.send(new UpdateTimeToLiveCommand({ TableName: TABLE, TimeToLiveSpecification }));
    await before.put(
      { pk: 'ada', sk: 'kept', by: 'ada', day: '1' },
      { pk: 'ada', sk: 'due', expiresAt: 1_700_000_000 },
    );
    await before.close();

    const after = await aTable({ folder, create: false, now: () => 1_700_000_000_000 });

    expect(await after.idsInPartition('ada')).toEqual(['due', 'kept']);
    expect(await after.idsInIndex('ada')).toEqual(['kept']);
    expect(await after.engine.expire()).toBe(1);
    expect(await after.idsInPartition('ada')).toEqual(['kept']);
  });

  it('keeps the record of a change until whoever listens has dealt with it, in the order of the changes', async () => {
    const folder = aFolder();
    const told: string[] = [];
    const dealt = { done: async () => {}, open: () => new Promise(() => {}) };
    const listener = (answer: () => Promise<unknown>) => (record: ChangeRecord) => {
      told.push(String(record.keys.sk?.S));
      return answer();
    };
    const first = await aTable({ folder, onChange: listener(dealt.open) });
    for (let number = 1; number <= 11; number += 1) await first.put({ pk: 'ada', sk: `early-${number}` });
    await first.close();

    told.length = 0;
    const second = await aTable({ folder, create: false, onChange: listener(dealt.open) });
    await second.put({ pk: 'ada', sk: 'late' });
    await second.close();
    told.length = 0;
    const third = await aTable({ folder, create: false, onChange: listener(dealt.done) });
    await third.engine.redeliver();
    await third.close();
    const again = [...told];
    told.length = 0;
    const fourth = await aTable({ folder, create: false, onChange: listener(dealt.done) });
    await fourth.engine.redeliver();

    expect(again).toEqual([...Array.from({ length: 11 }, (_, index) => `early-${index + 1}`), 'late']);
    expect(told).toEqual([]);
  });

  it('is not needed: without one everything is gone with the engine', async () => {
    const before = await aTable();
    await before.put({ pk: 'ada', sk: 'request' });
    await before.close();

    const after = await aTable();

    expect(await after.idsInPartition('ada')).toEqual([]);
  });

  it('that another engine holds is refused in one sentence that names it', async () => {
    const folder = aFolder();
    await aTable({ folder });
    const second = createDynamoDbEngine({ folder });

    await expect(second.call('ListTables', {})).rejects.toThrow(
      `The data folder ${folder} cannot be opened: another process is using it.`,
    );
    await expect(second.listen()).rejects.toThrow(folder);
    await second.close();
  });

  it('that is a file is refused in one sentence that names it', async () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, 'no database');
    const engine = createDynamoDbEngine({ folder: file });

    await expect(engine.call('ListTables', {})).rejects.toThrow(
      new RegExp(`^The data folder ${file} cannot be opened: [^\\n]+\\.$`),
    );
    await engine.close();
  });

  it('with a broken database is refused in one sentence that names it', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'CURRENT'), 'rubbish');
    const engine = createDynamoDbEngine({ folder });

    await expect(engine.call('ListTables', {})).rejects.toThrow(/^The data folder [^\n]+ cannot be opened: [^\n]+\.$/);
    await engine.close();
  });
});
