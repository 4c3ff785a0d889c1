import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '#shared/audit/checkpoint-keys';
import { archive, hours, newFolder, newKey, pemOf, trusting, verify } from './an-archive.ts';

const [ours, theirs] = [newKey('key-1'), newKey('key-1')];
const SOUND = '7 events, 3 checkpoints, 0 findings';

/** A public key as a file somebody brought along. */
function fileOf(content: string | Buffer): string {
  const file = join(newFolder(), 'trusted');
  writeFileSync(file, content);
  return file;
}

function spoilt(folder: string): string {
  writeFileSync(join(folder, 'keys/other.pem'), 'no key');
  return folder;
}

describe('a sealed archive', () => {
  it.each([
    ['the fingerprint of the key', () => fingerprintOf(ours.publicKey)],
    ['it in capitals', () => fingerprintOf(ours.publicKey).toUpperCase()],
    ['it with colons', () => fingerprintOf(ours.publicKey).match(/../g)?.join(':') ?? ''],
    ['the key as PEM', () => fileOf(pemOf(ours))],
    ['the key as DER', () => fileOf(ours.publicKey.export({ format: 'der', type: 'spki' }))],
  ])('verifies against %s', async (_, trusted) => {
    expect(await verify('--key', trusted(), archive(ours))).toEqual({ code: 0, said: [SOUND] });
  });

  it('that somebody forged with a key of their own does not verify against ours', async () => {
    const { code, said } = await verify(...trusting(ours), archive(theirs));

    expect([code, said]).toEqual([2, [expect.stringContaining(fingerprintOf(theirs.publicKey))]]);
  });

  it('whose history somebody signed anew, beside our key, does not verify against ours', async () => {
    const folder = archive(theirs, [...hours.slice(0, 1), ...hours.slice(2)]);
    writeFileSync(join(folder, 'keys/key-1.pem'), pemOf(ours));
    writeFileSync(join(folder, 'keys/zz.pem'), pemOf(theirs));

    const { code, said } = await verify(...trusting(ours), folder);

    expect(code).toBe(1);
    expect(said).toContainEqual(expect.stringContaining('Checkpoint 1 is not signed by the key given.'));
    // Nor does it by the key beside, whose name is not the one the checkpoints call.
    expect((await verify(folder)).code).toBe(1);
  });

  it('says whose signature it took when nobody said whom to trust', async () => {
    const { code, said } = await verify(archive(ours));

    expect(code).toBe(0);
    expect(said).toEqual([expect.stringContaining(`key-1 (SHA-256 ${fingerprintOf(ours.publicKey)})`), SOUND]);
  });

  it('verifies from a checkpoint on, when the ones before are kept elsewhere, and not without saying so', async () => {
    const folder = archive(ours);
    for (const gone of ['checkpoints/00000001.jws', 'events/00000001-2026-11-22T10:03:30.000Z.jsonl'])
      rmSync(join(folder, gone), { force: true });

    expect((await verify(...trusting(ours), folder)).said[0]).toContain('Checkpoint 1 is missing.');
    expect(await verify(...trusting(ours), '--from', '2', folder)).toMatchObject({ code: 0 });
  });

  it.each<[string, () => string[]]>([
    ['an option nobody knows', () => ['--trust', 'all', archive(ours)]],
    ['a file of a key that is not there', () => ['--key', 'keys/none.pem', archive(ours)]],
    ['a file that is no key', () => ['--key', fileOf('no key'), archive(ours)]],
    ['a key beside that is none', () => [...trusting(ours), spoilt(archive(ours))]],
    ['an export that is not there', () => [...trusting(ours), '--export', 'none.jsonl', archive(ours)]],
  ])('is not looked at with %s: that is no finding', async (_, args) => {
    const { code, said } = await verify(...args());

    expect([code, said.length]).toEqual([2, 1]);
  });

  it.each(['0', '-1', 'x', '1.5'])('is not looked at from checkpoint “%s” on', async (from) => {
    expect((await verify(`--from=${from}`, archive(ours))).code).toBe(2);
  });
});
