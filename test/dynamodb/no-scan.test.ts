import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const files = globSync('{shared,functions}/**/*.ts', { cwd: ROOT });

describe('what is deployed', () => {
  it('never reads the whole table, nor by statements that might', () => {
    const scanning = files.filter((file) =>
      /\b(Scan|ExecuteStatement|BatchExecuteStatement|ExecuteTransaction)(Command)?\b|paginateScan/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );

    expect(files.length).toBeGreaterThan(100);
    expect(scanning).toEqual([]);
  });

  it('asks DynamoDB by five commands in one file', () => {
    const asking = files.filter((file) => /lib-dynamodb'/.test(readFileSync(join(ROOT, file), 'utf8')));
    const commands = readFileSync(join(ROOT, 'shared/dynamodb/table.ts'), 'utf8').match(/new \w+Command\b/g) ?? [];

    expect(asking).toEqual(['shared/dynamodb/table.ts']);
    expect([...new Set(commands)].sort()).toEqual([
      'new BatchGetCommand',
      'new GetCommand',
      'new QueryCommand',
      'new TransactWriteCommand',
      'new UpdateCommand',
    ]);
  });
});
