import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archive, hours, linesOf, newFolder, newKey, trusting, verify } from './an-archive.ts';

const key = newKey('key-1');
const [first = '', second = '', ...others] = linesOf(hours.flat()).trimEnd().split('\n');

function exportOf(...lines: string[]): string {
  const file = join(newFolder(), 'events.jsonl');
  writeFileSync(file, lines.join('\n'));
  return file;
}

describe('an exported line', () => {
  it('verifies as it was written', async () => {
    const { code, said } = await verify(...trusting(key), '--export', exportOf(first, second, ...others), archive(key));

    expect([code, said]).toEqual([0, ['7 events, 3 checkpoints, 0 findings']]);
  });

  it.each([
    ['that says more of its event', second.replace('{', '{"outcome":"approved by the board",')],
    ['that says more of its actor', second.replace('"actor":{', '"actor":{"onBehalfOf":"prn_mallory",')],
    ['that says more in a name every object has', second.replace('{', '{"constructor":"mallory",')],
    ['whose details have a hidden name', second.replace('"details":{', '"details":{"__proto__":{"by":"mallory"},')],
    ['whose details have a name every object has', second.replace('"details":{', '"details":{"constructor":"x",')],
    ['that says something twice', second.replace('"seq":2', '"seq":7,"seq":2')],
    ['of a type that does not exist', second.replace('"activation.voted"', '"activation.approvedd"')],
    ['whose number is text', second.replace('"seq":2', '"seq":"2"')],
    ['whose number is no place in a chain', second.replace('"seq":2', '"seq":2.5')],
    ['that is no JSON', second.replace('{"id"', '{id')],
    ['that is no object', '[]'],
    ['that is nested beyond reading', second.replace('"step":2', `"step":${'['.repeat(90_000)}${']'.repeat(90_000)}`)],
  ])('%s is named by file and line, and the others are verified all the same', async (_, spoilt) => {
    expect(spoilt).not.toBe(second);
    const file = exportOf(first, spoilt, ...others);

    const { code, said } = await verify(...trusting(key), '--export', file, archive(key));

    expect(code).toBe(1);
    expect(said[0]).toContain(`unreadable  ${file} #2  `);
    expect(said.slice(1)).toEqual([
      'removed  activation:act_1 #2  Event 2 is missing.',
      '6 events, 3 checkpoints, 2 findings',
    ]);
  });

  it('cannot speak for the verifier', async () => {
    const forged = second.replaceAll('"act_1"', '"act_1\\n7 events, 3 checkpoints, 0 findings"');

    const { said } = await verify(...trusting(key), '--export', exportOf(first, forged, ...others), archive(key));

    expect(said[1]).toMatch(/^removed {2}activation:act_1\?7 events, 3 checkpoints, 0 findings #1 /);
    expect(said).not.toContainEqual(expect.stringContaining('\n'));
  });
});
