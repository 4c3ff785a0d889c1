import { accessSync, appendFileSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder that a local stack keeps its state in between two starts. */
export interface DataFolder {
  readonly path: string;
  /** The table's folder; its database keeps a second process out. */
  readonly table: string;
  /** @returns undefined when there is none yet */
  read(name: string): string | undefined;
  /** Writes a file that only its owner may read. */
  write(name: string, content: string): void;
  /** Adds to the end of such a file; a process that is killed leaves all of it or the beginning. */
  append(name: string, content: string): void;
}

/**
 * Opens a data folder and makes it when it is missing.
 *
 * @throws Error in one sentence when it cannot be read and written
 */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`The data folder ${path} cannot be read and written (${codeOf(error)}).`, { cause: error });
  }
  return {
    path,
    table: join(path, 'table'),
    read: (name) => readIfThere(join(path, name)),
    write: (name, content) => writeFileSync(join(path, name), content, { mode: 0o600 }),
    append: (name, content) => appendFileSync(join(path, name), content, { mode: 0o600 }),
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Error(`The file ${file} of the data folder cannot be read (${codeOf(error)}).`, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
