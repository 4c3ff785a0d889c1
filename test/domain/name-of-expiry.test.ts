import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPIRES_AT } from '#shared/dynamodb/keys';

const DOMAIN = join(import.meta.dirname, '../../shared/domain');
const files = globSync('**/*.ts', { cwd: DOMAIN });

describe('the attribute that DynamoDB removes items by', () => {
  it('keeps its name for good: a table takes no other', () => {
    expect(EXPIRES_AT).toBe('expiresAt');
  });

  it('lends its name to no field of the domain, which would be taken for it', () => {
    const naming = files.filter((file) =>
      new RegExp(`\\b${EXPIRES_AT}\\b`).test(readFileSync(join(DOMAIN, file), 'utf8')),
    );

    expect(files.length).toBeGreaterThan(50);
    expect(naming).toEqual([]);
  });
});
