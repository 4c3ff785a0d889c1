import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFolder } from '#infra/local/data-folder';
import { keepOffset, readKeptOffset, wantedPorts } from '#infra/local/kept-state';
import { temporaryFolder } from './tiny-template.ts';

describe('a data folder', () => {
  it('is made when it is missing, for its owner alone', () => {
    const { path } = openDataFolder(join(temporaryFolder(), 'new', 'folder'));

    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('gives back what was written, and nothing for what never was', () => {
    const folder = temporaryFolder();

    openDataFolder(folder).write('secret', 'key');

    expect(openDataFolder(folder).read('secret')).toBe('key');
    expect(openDataFolder(folder).read('other')).toBeUndefined();
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('that is a file is refused in one sentence that names it', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');

    expect(() => openDataFolder(file)).toThrow(`The data folder ${file} cannot be read and written (EEXIST).`);
  });

  it('remembers how far the clock was ahead, and never less than now', () => {
    const folder = openDataFolder(temporaryFolder());

    expect(readKeptOffset(folder)).toBe(0);
    keepOffset(folder, 3_600_000);
    expect(readKeptOffset(folder)).toBe(3_600_000);
    folder.write('clock', '-5');
    expect(readKeptOffset(folder)).toBe(0);
  });

  it('belongs to the ports it was made at', () => {
    const folder = openDataFolder(temporaryFolder());
    folder.write(
      'ports.json',
      JSON.stringify({ api: 5000, identityProvider: 5001, mailbox: 5002, control: 5003, services: 9 }),
    );

    expect(wantedPorts(5000, folder)).toMatchObject({ api: 5000, control: 5003, services: 0 });
    expect(wantedPorts(0, folder)).toMatchObject({ api: 5000 });
    expect(() => wantedPorts(4000, folder)).toThrow('start with PORT=5000');
  });
});
